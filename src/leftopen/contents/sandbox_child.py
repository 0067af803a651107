"""The child process of `contents.sandbox`: reads one document after another, inside its limits."""

from __future__ import annotations

import importlib
import signal
import sys
from typing import IO

import msgspec

from leftopen.contents.cage.child import enter_cage, limit
from leftopen.contents.sandbox import Request, receive, send

MEMORY = 1024 * 1024 * 1024
# The memory for data, without the code of libraries: three kilobytes of PDF inflate to as much as they may.
FILLED = 256 * 1024 * 1024


def serve() -> None:
    """Runs until the parent closes the pipe. Output of libraries is discarded: the pipe is for results."""
    limit(FILLED, MEMORY)
    enter_cage()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    while packed := receive(sys.stdin.buffer):
        _answer(answers, msgspec.msgpack.decode(packed, type=Request))


def _answer(answers: IO[bytes], request: Request) -> None:
    """The alarm's default action ends the process even inside a library's endless loop, so that a child whose
    parent was killed does not run for ever."""
    signal.setitimer(signal.ITIMER_REAL, request.seconds + 1)
    read = getattr(importlib.import_module(request.module), request.name)
    send(answers, msgspec.msgpack.encode(read(request.data)))
    signal.setitimer(signal.ITIMER_REAL, 0)
