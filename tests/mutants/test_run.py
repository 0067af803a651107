"""What is said of a fault; and, in a made-up tree, two that are caught, one that survives and one whose
line no test reaches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants import run
from tests.mutants.draw import faults_of
from tests.mutants.fault import Fault
from tests.mutants.learn import passed
from tests.mutants.run import Row
from tests.mutants.workshop import Ran, Workshop, lacking

SOURCE = """LONGEST = 64


def cut(text):
    return text[:LONGEST]


def is_long(text):
    return len(text) > 1


def is_short(text):
    return len(text) < 40


def is_far(text):
    return len(text) > 9
"""
TESTS = """import subprocess, sys
from leftopen.room import one

def test_cut():
    assert len(one.cut("a" * 70)) == 64

def test_long_in_another_process():
    code = "from leftopen.room import one; print(one.is_long('abc'), one.is_long('a'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={})
    assert done.stdout == "True False\\n"

def test_short():
    assert one.is_short("a" * 39)

def test_that_fails_anyhow():
    assert one.is_far("a")
"""


def judged(code: int | None, failed: str = "", equivalent: str | None = None) -> tuple[str, str]:
    return run.judge(Ran(code=code, failed=failed, output="one line\nthe last\n"), equivalent)


def test_what_is_said_of_a_run() -> None:
    assert judged(1, "tests/test_a.py::test_b") == ("caught", "tests/test_a.py::test_b")
    assert judged(2) == ("caught", "the last")
    assert judged(None) == ("timed out", "not done within 120 s")
    assert judged(0) == ("survived", "")
    assert judged(0, equivalent="nobody can see it") == ("equivalent", "nobody can see it")
    with pytest.raises(RuntimeError, match="one line"):
        judged(5)


def test_the_quickest_tests_fill_the_budget_and_one_always_runs() -> None:
    third = run.BUDGET_S / 3
    assert run.affordable({"a::x": third, "a::y": 0.1, "b::z": 0.2}) == ["a::y", "b::z", "a::x"]
    assert run.affordable({"a::x": 2 * third, "a::y": 0.1, "b::z": 0.2}) == ["a::y", "b::z"]
    assert run.affordable({"a": run.BUDGET_S * 2}) == ["a"]
    assert run.affordable({}) == []


def test_only_a_test_that_passed_in_every_phase_counts() -> None:
    lines = [
        "setup\tpassed\t0.500\ta", "call\tpassed\t1.000\ta", "teardown\tpassed\t0.250\ta",
        "setup\tpassed\t0.500\tb", "call\tfailed\t1.000\tb", "setup\tskipped\t0.000\tc",
        "call\tpassed\t1.000\td", "teardown\tfailed\t0.250\td",
    ]  # fmt: skip
    assert passed(lines) == {"a": 1.75}


def test_the_listed_equivalents_are_faults_that_the_source_still_has() -> None:
    for path, *rest in run.reasons(run.EQUIVALENT.read_text()):
        assert [path, *rest] in [
            list(run.key(fault)) for fault in faults_of(path, (run.ROOT / path).read_text())
        ]


def made(folder: Path) -> Path:
    """A tree of one module and its tests, with the environment of this process."""
    files = {
        "src/leftopen/__init__.py": "",
        "src/leftopen/room/one.py": SOURCE,
        "tests/room/test_one.py": TESTS,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / ".gitignore").write_text(".venv\n")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True, timeout=20)
    return folder


def fault_in(function: str, operator: str) -> Fault:
    line = SOURCE[: SOURCE.index(f"def {function}")].count("\n") + 1
    faults = faults_of("src/leftopen/room/one.py", SOURCE)
    return next(fault for fault in faults if fault.operator == operator and fault.line > line)


@pytest.mark.netns
@pytest.mark.slow
@pytest.mark.skipif(bool(lacking()), reason=lacking())
def test_faults_in_a_made_up_tree(tmp_path: Path) -> None:
    faults = [
        fault_in("cut", "bound dropped"),
        fault_in("is_long", "comparison turned"),
        fault_in("is_short", "comparison turned"),
        fault_in("is_far", "comparison turned"),
    ]
    rows: list[Row] = list(run.tried(made(tmp_path), [[fault] for fault in faults]))
    assert [(row.outcome, row.tests) for row in rows] == [
        ("caught", 1), ("caught", 1), ("survived", 1), ("untouched", 0),
    ]  # fmt: skip
    assert [row.said for row in rows[:2]] == [
        "tests/room/test_one.py::test_cut", "tests/room/test_one.py::test_long_in_another_process",
    ]  # fmt: skip
    assert list(run.table(rows))[-1] == "4 faults: 2 caught, 1 survived, 1 untouched"


@pytest.mark.netns
@pytest.mark.skipif(bool(lacking()), reason=lacking())
def test_a_run_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    workshop = Workshop(made(tmp_path / "tree"), tmp_path / "copy")
    ran = workshop.run(["tests/room/test_one.py"], seconds=0.05)
    assert (ran.code, ran.failed) == (None, "")
