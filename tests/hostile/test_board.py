"""Every hostile case has a test that really is in the suite, and nothing can be claimed that is no case."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.board import Board
from tests.hostile.cases import CASES

ROOT = Path(__file__).parents[2]


def collected(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *words],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.mark.full
def test_every_case_has_a_test(request: pytest.FixtureRequest) -> None:
    """In this run, or, where it is only a part of the suite, in the whole one."""
    (board,) = [one for one in request.config.pluginmanager.get_plugins() if isinstance(one, Board)]
    if all(board.tests.values()):
        return
    ran = collected("tests", "-m", "hostile")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    rows = [line.split() for line in ran.stdout.splitlines()]
    counted = {row[0]: int(row[1]) for row in rows if len(row) > 2 and row[0] in CASES}
    assert [case for case in CASES if not counted.get(case)] == [], "these cases have no test"


def test_there_are_as_many_cases_as_were_asked_for() -> None:
    assert set(CASES) == {*(f"H{n}" for n in range(1, 33)), *(f"S{n}" for n in range(1, 10))}


def test_a_case_that_is_none_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        'import pytest\n@pytest.mark.hostile("H99")\ndef test_it() -> None:\n    pass\n'
    )
    ran = collected("-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), str(tmp_path / "test_it.py"))
    assert ran.returncode != 0
    assert "there is no hostile case 'H99'" in ran.stdout + ran.stderr


def report(node: str, outcome: str, when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=node, location=("", 0, ""), keywords={}, outcome=outcome, longrepr=None, when=when  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_case_ended_as_stated_only_when_all_its_tests_passed() -> None:
    board = Board()
    board.tests["H1"] = ["a", "b"]
    board.tests["S9"] = ["c"]
    for node, outcome in (("a", "passed"), ("b", "failed"), ("c", "passed")):
        board.pytest_runtest_logreport(report(node, outcome))
    board.pytest_runtest_logreport(report("b", "passed", "teardown"))
    _, first, last = board.table()
    assert first.split()[:6] == ["H1", "2", "1", "failed,", "1", "passed"]
    assert last.split()[:3] == ["S9", "1", "yes"]


def test_what_was_skipped_or_did_not_run_proves_nothing() -> None:
    board = Board()
    board.tests["H1"], board.tests["H2"] = ["a"], ["b"]
    board.pytest_runtest_logreport(report("a", "skipped"))
    _, first, second = board.table()
    assert "yes" not in first.split()
    assert second.split()[2:5] == ["1", "not", "run"]
    assert Board().table() == []
