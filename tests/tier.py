"""Two tiers of tests: every day (`make test`), and everything (`make test-full`, before a release).

The everyday tier keeps at least one case of every kind; the full one repeats it more often, with more
examples and larger data, and has the rooms of `FULL_ONLY` as well. A single test that is only worth its time
there is marked `full`. Of the dear rooms in `TURNS` the everyday tier runs what the last commit concerns, and
a part of the others, another one for each commit. `.ci/run` goes on with a part of the full tier
(`tests.part_of_full`).
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TypeVar

from tests import commit
from tests.servers.due import due

Value = TypeVar("Value")

FULL = os.environ.get("TEST_TIER") == "full"
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
TURNS = (
    "tests/cli/",
    "tests/fuzz/",
    "tests/hostile/",
    "tests/impact/assess/",
    "tests/impact/incident/",
    "tests/impact/logs/",
    "tests/mutants/",
    "tests/servers/",
    "tests/service/assessments/",
    "tests/service/backup/",
    "tests/service/false_close/",
)
"""Beginnings of node ids of which a fifth has its turn; of real servers a tenth."""
EVERY_DAY = (
    "tests/cli/test_readme.py",
    "tests/cli/test_root.py",
    "tests/servers/test_checks_on_real_servers.py",
)
"""Exceptions from these: files that always run. That on real servers chooses the servers by itself."""
ONE_OF = 5
IN_PIECES = ("tests/cli/test_pages.py",)
"""Files of which each test has a turn of its own."""
SERVERS = "tests/servers/"
_IMPORT = re.compile(r"^ *from (leftopen[\w.]*) import ([\w, ]*)", re.M)


def everyday(node: str) -> bool:
    """Whether the test of this node id belongs to the everyday tier, as far as its place says."""
    if node.startswith(FULL_ONLY):
        return False
    return node.startswith(EVERY_DAY) or not node.startswith(TURNS) or _has_its_turn(node)


def is_left_out(path: str) -> bool:
    """Has nothing in this file (or folder, with its slash) a turn? Then it need not even be loaded."""
    return not (FULL or path in IN_PIECES or everyday(path))


def _has_its_turn(node: str) -> bool:
    file = node.partition("::")[0]
    if file.endswith("/") or concerned(file):
        return True
    if file.startswith(SERVERS):
        return due(file.rpartition("_")[2].removesuffix(".py"))
    return commit.drawn(node if file in IN_PIECES else file, ONE_OF)


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
    return full if FULL else everyday
