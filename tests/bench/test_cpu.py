"""What the processes of a bench's servers have used."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import _cpu

BUSY = "import sys, time\nwhile time.process_time() < 0.3: pass\nprint(flush=True)\nsys.stdin.read()"
CHILD = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', sys.argv[1]], input=b'')\n" + BUSY


@contextmanager
def running(*words: str) -> Iterator[int]:
    """A process that has done its work when this begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        assert process.stdin is not None
        process.stdin.close()


def test_the_servers_are_the_others_of_this_network_namespace() -> None:
    with running(BUSY) as pid:
        found = _cpu.servers()
    assert pid in found
    assert os.getpid() not in found


def test_of_a_process_its_time_is_counted_and_that_of_nobody_else() -> None:
    with running(BUSY) as pid:
        assert 250 <= _cpu.milliseconds(frozenset([pid])) < 5000
        assert _cpu.milliseconds(frozenset([2**22 + 1])) == 0


def test_children_that_ended_count_for_who_began_them() -> None:
    with running(CHILD, "import time\nwhile time.process_time() < 0.5: pass") as pid:
        assert 750 <= _cpu.milliseconds(frozenset([pid])) < 10_000


def test_fields_are_counted_behind_a_name_with_blanks_and_brackets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As proc_pid_stat(5) has them: utime, stime, cutime, cstime are the 14th to 17th."""
    rest = " ".join(["0"] * 9)
    for pid, parent, times in ((7, 1, "1 2 3 4"), (8, 7, "10 0 0 0"), (9, 1, "100 0 0 0")):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "stat").write_text(f"{pid} (a) S (b) S {parent} {rest} {times} 20 0\n")
    (tmp_path / "version").write_text("no process")
    (tmp_path / "10").mkdir()
    monkeypatch.setattr(_cpu, "_PROC", tmp_path)
    assert _cpu.milliseconds(frozenset([7])) == 20 * _cpu.TICK_MS
