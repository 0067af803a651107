"""Where a worker is: a few bytes of memory that it shares with its parent.

A reader that hangs or dies can't say which document it had. The worker writes the document's number here
before it reads it, and the parent finds it when the worker does not answer.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

_FORM = struct.Struct("<QQQd")
SIZE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """`document` and `part` count in the unit and in the document; `done` are bytes of the unit; `since` is
    when it began, in seconds of the system's monotonic clock (0.0: nothing is being read)."""

    document: int
    part: int
    done: int
    since: float


class SharedPosition:
    """Both sides map the same file descriptor."""

    def __init__(self, handle: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._memory = mmap.mmap(handle, SIZE)
        self._clock = clock

    def begin(self, document: int, part: int, done: int) -> None:
        """The worker begins with this part."""
        self._memory[: _FORM.size] = _FORM.pack(document, part, done, self._clock())

    def rest(self, done: int) -> None:
        """The worker reads nothing that could hang."""
        self._memory[: _FORM.size] = _FORM.pack(0, 0, done, 0.0)

    def read(self) -> Position:
        document, part, done, since = _FORM.unpack(self._memory[: _FORM.size])
        return Position(document=document, part=part, done=done, since=since)

    def close(self) -> None:
        self._memory.close()


def new_memory() -> int:
    """A file descriptor for a `SharedPosition`; the caller closes it. Nobody can make it shorter, which would
    end the other side, nor longer."""
    handle = os.memfd_create("leftopen-position", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(handle, SIZE)
    fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    return handle
