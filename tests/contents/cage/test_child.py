"""The end of a child that reads documents."""

from __future__ import annotations

import time
from pathlib import Path

from leftopen.contents.cage import child as caged

CODE = (
    "import subprocess, sys\n"
    "one = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print(one.pid, flush=True)\n"
    "one.wait()\n"
)


def test_a_child_ends_with_the_programs_that_it_runs_and_its_pipes() -> None:
    child = caged.start(CODE, uncaged=True)
    assert child.stdin is not None
    assert child.stdout is not None
    below = int(child.stdout.readline())
    caged.end(child)
    assert child.returncode is not None
    assert child.stdin.closed
    assert child.stdout.closed
    # Nobody waits for it but the first process of the system.
    for _ in range(100):
        if not _runs(below):
            break
        time.sleep(0.05)
    assert not _runs(below)


def test_a_child_that_is_gone_ends_once_more() -> None:
    child = caged.start("pass", uncaged=True)
    child.wait()
    caged.end(child)
    caged.end(child)
    assert child.returncode == 0


def _runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
