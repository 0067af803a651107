"""A part of the full tier ends in time, and says what it did not run; sessions of pytest show it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import commit, part_of_full, tier
from tests.together.share import EACH

TESTS = "def test_one():\n    pass\ndef test_two():\n    assert {good}\n"


@dataclass(frozen=True, slots=True)
class Named:
    """A test, as far as the plugin asks."""

    nodeid: str


def session(folder: Path, seconds: float, **files: str) -> tuple[int, list[str]]:
    """(exit code, lines of output) of a run in two processes that may begin files for so many seconds."""
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    hostile: a\n")
    words = ("-p", "tests.conftest", "-p", "tests.part_of_full", "-p", "no:cacheprovider", "-n", "2")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    until = {part_of_full.UNTIL: str(time.time() + seconds), "PYTHONPATH": str(commit.ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *(f"test_{name}.py" for name in files)],
        cwd=folder, env=environ | until, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout.splitlines()


def test_in_time_every_file_runs_and_a_failure_fails_the_run(tmp_path: Path) -> None:
    code, answer = session(tmp_path, 100, good=TESTS.format(good=True), bad=TESTS.format(good=False))
    assert code == pytest.ExitCode.TESTS_FAILED
    assert "2 files ran, 0 had no time left" in answer
    assert "1 failed, 3 passed" in answer[-1]


def test_too_late_no_file_begins_and_each_is_named(tmp_path: Path) -> None:
    code, answer = session(tmp_path, -1, good=TESTS.format(good=True), bad=TESTS.format(good=False))
    assert code == pytest.ExitCode.OK
    assert "0 files ran, 2 had no time left" in answer
    assert [line.split()[-1] for line in answer if "not run  " in line] == ["test_bad.py", "test_good.py"]


def test_what_began_in_time_is_run_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "time", lambda: now)
    part = part_of_full.Part(until=101.0)
    each = EACH[0]
    for node in ("test_slow.py::test_one", f"{each}::test_it[one]"):
        part.pytest_runtest_setup(Named(node))
    now = 102.0
    part.pytest_runtest_setup(Named("test_slow.py::test_two"))
    for node in ("test_other.py::test_one", f"{each}::test_it[two]"):
        with pytest.raises(pytest.skip.Exception, match=part_of_full.OVER):
            part.pytest_runtest_setup(Named(node))


def test_it_has_what_the_everyday_tier_leaves_out_in_the_order_of_the_hash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tier, "FULL", False)
    monkeypatch.setattr(commit, "changed", frozenset[str])
    orders = {}
    for named in ("one", "another"):
        for cached in (tier.concerned, tier.turns):
            cached.cache_clear()
        monkeypatch.setattr(commit, "_hash", lambda named=named: named)
        orders[named] = part_of_full.files()
        for left_out in ("tests/durability/test_stopped.py", "tests/web/console/test_browser.py"):
            assert left_out in orders[named]
        assert all(
            tier.everyday(file)
            for file in map(
                str, (path.relative_to(commit.ROOT) for path in commit.ROOT.glob("tests/*/test_*.py"))
            )
            if file not in orders[named] and not file.startswith(part_of_full.NEEDS_MORE)
        )
        assert "tests/wire/http/test_message.py" not in orders[named]
    assert sorted(orders["one"]) != orders["one"] != orders["another"]
    for cached in (tier.concerned, tier.turns):
        cached.cache_clear()


def test_without_time_nothing_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["part_of_full", "-3"])
    monkeypatch.setattr(part_of_full, "_pytest", lambda *_: pytest.fail("it began"))
    part_of_full.main()
    assert "no time is left" in capsys.readouterr().out


@pytest.mark.parametrize(("again", "code"), [(0, 0), (1, 1)])
def test_what_failed_runs_once_more(monkeypatch: pytest.MonkeyPatch, again: int, code: int) -> None:
    runs: list[tuple[str, ...]] = []

    def run(words: tuple[str, ...], environ: dict[str, str]) -> int:
        assert environ["TEST_TIER"] == "full"
        runs.append(words)
        return again if "--last-failed" in words else 1

    monkeypatch.setattr(sys, "argv", ["part_of_full", "60"])
    monkeypatch.setattr(part_of_full, "_pytest", run)
    with pytest.raises(SystemExit) as ended:
        part_of_full.main()
    assert ended.value.code == code
    assert len(runs) == 2
