"""The table of `make fuzz`, out of what libFuzzer prints; and one target that truly crashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from leftopen.model.verdict import Verdict
from tests.fuzz import run
from tests.fuzz.run import Row
from tests.fuzz.targets import Target, found

ROOT = Path(__file__).parents[2]
WELL = (
    "#8192\tpulse  cov: 80 ft: 120 corp: 22/1803b lim: 80 exec/s: 4096 rss: 60Mb\n"
    "#30000\tDONE   cov: 80 ft: 130 corp: 31/2Kb lim: 400 exec/s: 6000 rss: 61Mb\n"
    "Done 30000 runs in 5 second(s)\nstat::number_of_executed_units: 30000\n"
)
CRASHED = (
    "#2\tINITED cov: 3 ft: 3 corp: 1/1b exec/s: 0 rss: 50Mb\n"
    " === Uncaught Python exception: ===\nIndexError: index out of range\n"
    "Traceback (most recent call last):\n"
    '  File "redis.py", line 3, in read\n\n==77== ERROR: libFuzzer: fuzz target exited\n'
    "artifact_prefix='x/'; Test unit written to x/crash-0beec7b5\n"
    "stat::number_of_executed_units: 417\n"
)
SLOW = "ALARM: working on the last Unit for 11 seconds\nTest unit written to x/timeout-0beec7b5\n"


def test_a_good_run_is_a_row() -> None:
    assert run.read("a", WELL, 0) == Row(name="a", seconds=5, executions=30000, kept=31)


def test_a_crash_has_its_exception_and_its_reproducer() -> None:
    row = run.read("a", CRASHED, 77)
    assert (row.failed, row.executions) == (True, 417)
    assert row.said == "IndexError: index out of range · x/crash-0beec7b5"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (SLOW, 70, "ALARM: working on the last Unit for 11 seconds · x/timeout-0beec7b5"),
        ("", 1, "exit code 1, see the log · no reproducer"),
        ("", 0, "exit code 0, see the log · no reproducer"),
        (
            "ModuleNotFoundError: No module named 'atheris'\n",
            1,
            "ModuleNotFoundError: No module named 'atheris'",
        ),
    ],
)
def test_whatever_is_not_a_good_run_has_failed(text: str, code: int, said: str) -> None:
    row = run.read("a", text, code)
    assert row.failed
    assert row.said.startswith(said)


def test_the_table_has_a_line_for_each_and_a_sum() -> None:
    lines = list(run.table([run.read("checks/a_open.judge", WELL, 0), run.read("wire/b.read", CRASHED, 77)]))
    assert lines[0].split() == ["target", "seconds", "executions", "kept", "result"]
    assert lines[1].split()[:4] == ["checks/a_open.judge", "5", "30,000", "31"]
    assert lines[2].endswith("IndexError: index out of range · x/crash-0beec7b5")
    assert lines[3] == "2 targets, 30,417 executions, 1 failed"


def test_what_is_wanted_is_chosen_by_a_part_of_its_name() -> None:
    names = [target.name for target in run.wanted(found(), {"FUZZ_ONLY": "redis"})]
    assert "probes/redis.read" in names
    assert all("redis" in name for name in names)
    assert len(run.wanted(found(), {})) == len(found())
    assert (run.seconds({}), run.seconds({"FUZZ_SECONDS": "2"}), run.seconds({"FUZZ_SECONDS": "0"})) == (
        60,
        2,
        1,
    )


def test_the_minutes_of_a_run_are_shared_by_its_targets() -> None:
    assert run.share({}, 700, 2) == (60, float("inf"))
    assert run.share({"FUZZ_MINUTES": "60"}, 700, 2) == (8, 3600.0)
    assert run.share({"FUZZ_MINUTES": "1"}, 700, 2) == (1, 60.0)


def test_a_short_run_begins_with_what_was_fuzzed_least(tmp_path: Path) -> None:
    new, old, older = (
        Target(name=f"wire/{name}.read", feed=lambda data: None, seeds=list) for name in ("a", "b", "c")
    )
    for place, target in enumerate((older, old)):
        (tmp_path / "corpus" / target.name).mkdir(parents=True)
        os.utime(tmp_path / "corpus" / target.name, (1000 + place, 1000 + place))
    assert run.least_fuzzed([old, older, new], tmp_path) == [new, older, old]


def test_what_was_found_is_taken_again_without_a_fuzzer(tmp_path: Path) -> None:
    file = tmp_path / "crash-1"
    file.write_bytes(b"\x00-NOAUTH x\r\n")
    words = [sys.executable, "-m", "tests.fuzz.again", "checks/redis_open.judge", str(file)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "checks/redis_open.judge takes it: closed, the server asks for a password\n"


def test_without_atheris_it_is_one_clear_line() -> None:
    without = "import sys; sys.modules['atheris'] = None\nfrom tests.fuzz.run import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", without],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", run.LACKING + "\n")


@pytest.mark.skipif(bool(run.lacking()), reason="atheris is not installed (make fuzz installs it)")
def test_a_real_fuzzer_finds_nothing_in_a_codec_and_keeps_what_was_interesting(tmp_path: Path) -> None:
    (target,) = [one for one in found() if one.name == "wire/redis.parse"]
    row = run.fuzzed(target, 1, tmp_path)
    assert (row.name, row.failed, row.said) == ("wire/redis.parse", False, "no crash")
    assert row.executions > 1000
    assert any((tmp_path / "corpus" / "wire/redis.parse").iterdir())
    assert not (tmp_path / "crashes" / "wire/redis.parse").exists()


@pytest.mark.skipif(bool(run.lacking()), reason="atheris is not installed (make fuzz installs it)")
def test_a_target_that_cannot_be_run_has_failed(tmp_path: Path) -> None:
    def feed(data: bytes) -> Verdict | None:
        raise AssertionError("never called here")

    row = run.fuzzed(Target(name="wire/nobody.read", feed=feed, seeds=list), 1, tmp_path)
    assert row.failed
    assert (tmp_path / "crashes" / "wire/nobody.read" / "log").exists()
