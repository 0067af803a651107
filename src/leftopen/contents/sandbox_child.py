"""The child process of `contents.sandbox`: reads one document after another, inside its limits."""

from __future__ import annotations

import contextlib
import importlib
import resource
import signal
import sys
from typing import IO

import msgspec

from leftopen.contents.sandbox import Request, receive, send

MEMORY = 1024 * 1024 * 1024
# The memory for data, without the code of libraries: three kilobytes of PDF inflate to as much as they may.
FILLED = 256 * 1024 * 1024
OPEN_FILES = 64


def serve() -> None:
    """Runs until the parent closes the pipe. Output of libraries is discarded: the pipe is for results."""
    _limit()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    while packed := receive(sys.stdin.buffer):
        _answer(answers, msgspec.msgpack.decode(packed, type=Request))


def _limit() -> None:
    """No core file (it would hold content), no written files, bounded memory."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_DATA, FILLED),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _answer(answers: IO[bytes], request: Request) -> None:
    """The alarm's default action ends the process even inside a library's endless loop, so that a child whose
    parent was killed does not run for ever."""
    signal.setitimer(signal.ITIMER_REAL, request.seconds + 1)
    read = getattr(importlib.import_module(request.module), request.name)
    send(answers, msgspec.msgpack.encode(read(request.data)))
    signal.setitimer(signal.ITIMER_REAL, 0)
