"""Two tiers of tests: every day (`make test`), and everything (`make test-full`, before a release).

The everyday tier keeps at least one case of every kind; the full one repeats it more often, with more
examples and larger data, and has the rooms of `FULL_ONLY` as well. A single test that is only worth its time
there is marked `full`. Of the dear rooms in `TURNS` the everyday tier runs the files that the last commit
concerns, and a fifth of the others, another one for each commit.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")

ROOT = Path(__file__).parents[1]
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
    "tests/cli/test_pages.py",
    "tests/fuzz/",
    "tests/hostile/",
    "tests/impact/assess/",
    "tests/impact/incident/",
    "tests/impact/logs/",
    "tests/mutants/",
    "tests/servers/",
    "tests/service/assessments/",
)
"""Beginnings of node ids of which a fifth has its turn."""
ONE_OF = 5
IN_PIECES = ("tests/cli/test_pages.py", "tests/servers/test_checks_on_real_servers.py")
"""Files of which each test has a turn of its own."""


def everyday(node: str) -> bool:
    """Whether the test of this node id belongs to the everyday tier, as far as its place says."""
    if node.startswith(FULL_ONLY):
        return False
    return not node.startswith(TURNS) or _has_its_turn(node)


def _has_its_turn(node: str) -> bool:
    """True where there is no commit to go by."""
    file = node.partition("::")[0]
    commit, changed = _last_commit()
    if not commit or file in changed or any(path.startswith(_source(file)) for path in changed):
        return True
    drawn = f"{commit} {node if file in IN_PIECES else file}"
    return hashlib.sha256(drawn.encode()).digest()[0] % ONE_OF == 0


def _source(file: str) -> str:
    """What a test file mirrors, without its suffix: a module or a folder."""
    return file.replace("tests/", "src/leftopen/", 1).replace("/test_", "/").removesuffix(".py")


@cache
def _last_commit() -> tuple[str, frozenset[str]]:
    """Its hash, and the files that differ from its first parent, those that are not committed yet too."""
    commit = _git("rev-parse", "HEAD")
    return (commit[0] if commit else ""), frozenset(_git("diff", "--name-only", "HEAD^"))


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def tier(everyday: Value, full: Value) -> Value:
    """The value for the tier that runs."""
    return full if FULL else everyday
