"""Runs one program and ends it when its starter is gone.

Started by path (`python guard.py PROGRAM ARGUMENTS…`), so that it needs only the standard library. Its
standard input is a pipe that the starter holds open and never writes to: end of file means that the starter
closed it, or died in any way, a kill -9 included. So no staged program outlives the demonstration.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys

GRACE = 3.0
"""Seconds between SIGTERM and SIGKILL."""


def run(arguments: list[str]) -> int:
    """Returns the program's exit code; 0 when this program ended it, or a signal's negative number."""
    program = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: _end(program))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while program.poll() is None:
        ready, _, _ = select.select([sys.stdin], [], [], 0.1)
        if ready and not os.read(sys.stdin.fileno(), 1):
            _end(program)
            return 0
    return program.returncode


def _end(program: subprocess.Popen[bytes]) -> None:
    """The whole process group: a server's workers go with it."""
    _signal(program, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(GRACE)
    _signal(program, signal.SIGKILL)
    program.wait()


def _signal(program: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, number)


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
