"""Two tiers of tests: every day (`make test`), and everything (`make test-full`, before a release).

The everyday tier keeps at least one case of every kind; the full one repeats it more often, with more
examples and larger data, and has the rooms of `FULL_ONLY` as well. A single test that is only worth its time
there is marked `full`.

Files of the dear rooms that take more than a moment have their turns: the everyday tier runs those that the
last commit concerns, and as many others as fit into `BUDGET_S`, in the order that the commit's hash gives.
What a file takes is in `seconds.toml`; `make seconds` measures it. `make test-part` runs a part of what was
left out (`tests.part_of_full`).
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from tests import commit
from tests.servers.due import due

Value = TypeVar("Value")

WHOLE = os.environ.get("TEST_TIER") == "whole"
FULL = WHOLE or os.environ.get("TEST_TIER") == "full"
MOST_TIMES = 8
"""The full tier has so many times the everyday number of a test's cases at most; `TEST_TIER=whole` has all of
them, for the files that one names: some take half an hour."""
MEASURED = os.environ.get("TEST_TIER") == "seconds"
"""Everything that may have a turn runs, and is measured."""
FULL_ONLY = (
    "tests/blind/",
    "tests/canary/",
    "tests/cli/test_assess_review.py",
    "tests/cli/test_assessing_page.py",
    "tests/cli/test_broken_records.py",
    "tests/cli/test_broken_stdout.py",
    "tests/cli/test_file_modes.py",
    "tests/cli/test_readers_page.py",
    "tests/cli/test_respond.py::test_every_command_of_the_page",
    "tests/demo/test_serve.py",
    "tests/durability/",
    "tests/hostile/test_bad_servers.py",
    "tests/hostile/test_disk_full.py",
    "tests/hostile/test_engine_killed.py",
    "tests/hostile/test_tarpits.py",
    "tests/house/test_a_new_leaf.py",
    "tests/house/test_layers.py::test_a_broken_contract_is_reported",
    "tests/impact/assess/test_worker_process.py",
    "tests/namespaces/",
    "tests/ordinary/",
    "tests/servers/test_all_ports.py",
    "tests/service/backup/test_backup.py::test_a_backup_in_the_middle",
    "tests/service/backup/test_backup.py::test_search_host_cases_and_proof",
    "tests/simulation/",
    "tests/web/console/test_browser.py",
    "tests/web/console/test_passkeys_browser.py",
    "tests/web/test_schemathesis.py",
)
"""Beginnings of node ids that belong to the full tier: kills, namespaces, the browser, simulations, sets of
servers, pages typed as they stand."""
DEAR = (
    "tests/cli/",
    "tests/demo/",
    "tests/deploy/",
    "tests/fuzz/",
    "tests/hostile/",
    "tests/impact/",
    "tests/jobs/",
    "tests/mutants/",
    "tests/service/",
    "tests/store/",
    "tests/web/",
)
"""Rooms whose tests start engines and processes."""
EVERY_DAY = ("tests/cli/test_readme.py", "tests/cli/test_root.py")
"""Files that always run, whatever they take."""
SERVERS = "tests/servers/"
REAL = f"{SERVERS}test_checks_on_real_servers.py"
"""Chooses the servers by itself."""
IN_PIECES = {"tests/cli/test_pages.py": 10}
"""Files of which each test has a turn of its own, every so many days."""
SECONDS_FILE = commit.ROOT / "tests/seconds.toml"
BUDGET_S = 400.0
"""Of all processes together. All that is not dear takes its time besides, and so do the real servers."""
CHEAP_S = 1.5
"""What takes less runs every day."""
UNKNOWN_S = 6.0
"""What a file takes that was never measured, as long as it is not: the mean of those that were."""
_IMPORT = re.compile(r"^ *from (leftopen[\w.]*) import ([\w, ]*)", re.M)


def is_outside_full(node: str) -> bool:
    """Is its place outside of those that belong to the full tier?"""
    return not node.startswith(FULL_ONLY)


def everyday(node: str) -> bool:
    """Whether the test of this node id belongs to the everyday tier, as far as its place says."""
    if not is_outside_full(node):
        return False
    file = node.partition("::")[0]
    if MEASURED or file.endswith("/") or file == REAL:
        return True
    if file.startswith(SERVERS):
        return concerned(file) or due(file.rpartition("_")[2].removesuffix(".py"))
    if file in IN_PIECES:
        return node == file or concerned(file) or commit.drawn(node, IN_PIECES[file])
    return not has_turns(file) or file in turns()


def takes_turns(arguments: Sequence[str]) -> bool:
    """Does a run of these paths leave out what has no turn? Only a run of all tests does: what is named
    runs."""
    return any(Path(path).resolve() in (commit.ROOT, commit.ROOT / "tests") for path in arguments)


def is_left_out(path: str) -> bool:
    """Has nothing in this file (or folder, with its slash) a turn? Then it need not even be loaded."""
    return not (FULL or everyday(path))


def has_turns(file: str) -> bool:
    """Is it dear enough not to run every day?"""
    return file.startswith(DEAR) and file not in EVERY_DAY and _seconds(file) > CHEAP_S


@cache
def turns() -> frozenset[str]:
    """The dear files that the everyday tier of this commit runs."""
    every = (str(path.relative_to(commit.ROOT)) for path in (commit.ROOT / "tests").rglob("test_*.py"))
    return chosen([file for file in every if has_turns(file) and not file.startswith(FULL_ONLY)])


def chosen(files: Sequence[str]) -> frozenset[str]:
    """Those that the commit concerns, and as many others as there is time for; all without a commit."""
    if not commit.is_known():
        return frozenset(files)
    today = {file for file in files if concerned(file)}
    left = time_left(map(_seconds, today))
    for file in sorted(set(files) - today, key=commit.place):
        if _seconds(file) <= left:
            today.add(file)
            left -= _seconds(file)
    return frozenset(today)


def time_left(taken: Iterable[float]) -> float:
    """The same to the last bit in whatever order: each process goes through a set in an order of its own, and
    all must choose the same tests."""
    return BUDGET_S - math.fsum(taken)


def _seconds(file: str) -> float:
    return measured().get(file, UNKNOWN_S)


@cache
def measured() -> dict[str, float]:
    """The seconds of each file of the dear rooms that was measured."""
    return tomllib.loads(SECONDS_FILE.read_text())


@cache
def concerned(file: str) -> bool:
    """Did the commit change this file of tests, anything in the room that it mirrors, or a module that it
    imports?"""
    changed = commit.changed() or frozenset()
    room = file.replace("tests/", "src/leftopen/", 1).rpartition("/")[0] + "/"
    return file in changed or any(path.startswith(room) for path in changed) or bool(changed & imported(file))


def imported(file: str) -> frozenset[str]:
    """The files of modules of this program that a file imports by name; packages are not among them."""
    text = (commit.ROOT / file).read_text() if (commit.ROOT / file).exists() else ""
    named = {
        name
        for module, names in _IMPORT.findall(text)
        for name in (module, *(f"{module}.{one.split()[0]}" for one in names.split(",") if one.strip()))
    }
    return frozenset(f"src/{name.replace('.', '/')}.py" for name in named)


def tier(everyday: Value, full: Value) -> Value:
    """The value for the tier that runs."""
    if not FULL:
        return everyday
    numbers = isinstance(everyday, int) and isinstance(full, int)
    return cast(Value, _capped(cast(int, everyday), cast(int, full))) if numbers and not WHOLE else full


def _capped(everyday: int, full: int) -> int:
    return min(full, MOST_TIMES * everyday) if everyday > 0 else full


def examples(full: int) -> int:
    """How many examples hypothesis tries: every day a quarter of those of the full tier, other ones in each
    run."""
    return tier(full // 4, full)
