"""Runs readers in a child process, because a hostile PDF or calendar may hang, crash or use up memory.

One child starts at the first document and is reused; it is killed at the deadline. Bytes go in, and one
answer returns as MessagePack that is checked against its type (never pickle: a compromised reader could
send anything). The child is in a cage (`contents.cage`) with limits on memory and time, and has no output but
the pipe; it ends when its parent does.
"""

from __future__ import annotations

import struct
import subprocess
import threading
import weakref
from collections.abc import Callable
from typing import IO, TypeVar

import msgspec

from leftopen.contents.cage import child as caged
from leftopen.model.reader import Document, Reader

DEADLINE = 10.0
REPLY_LIMIT = 128 * 1024 * 1024
HEAD = struct.Struct("<I")
START = "from leftopen.contents.sandbox_child import serve; serve()"

Child = subprocess.Popen[bytes]
T = TypeVar("T")


class Request(msgspec.Struct, frozen=True):
    """`module` and `name` identify the function: the module, and the object bound in it."""

    module: str
    name: str
    seconds: float
    data: bytes


class Sandbox:
    """Thread-safe; documents take turns."""

    def __init__(self, deadline: float = DEADLINE, *, uncaged: bool = False, start: str = START) -> None:
        """`deadline` in seconds, for one document, starting the child included. `uncaged`: without a cage.
        `start`: what the child runs."""
        self._deadline = deadline
        self._uncaged = uncaged
        self._start = start
        self._turn = threading.Lock()
        self._child: Child | None = None
        self._ended: Callable[[], object] = lambda: None

    def read(self, reader: Reader, data: bytes) -> Document | None:
        """The result of `reader.read(data)`; None when it timed out, died, or returned invalid data. Raises
        NotCaged where there is no cage and none may be missing."""
        return self.call(reader.read, data, Document)

    def call(self, function: Callable[[bytes], T], data: bytes, kind: type[T]) -> T | None:
        """The result of `function(data)`, which is of that kind; None as of `read`."""
        request = Request(function.__module__, function.__qualname__, self._deadline, data)
        packed = msgspec.msgpack.encode(request)
        with self._turn:
            reply = self._ask(self._running(), packed)
            if not reply:
                self.close()
                return None
        try:
            return msgspec.msgpack.decode(reply, type=kind)
        except msgspec.MsgspecError:
            return None

    def close(self) -> None:
        """Ends the child, if there is one; the next document starts another."""
        self._ended()
        self._child = None

    def _running(self) -> Child:
        if self._child is None or self._child.poll() is not None:
            self._ended()
            self._child = caged.start(self._start, uncaged=self._uncaged)
            self._ended = weakref.finalize(self, caged.end, self._child)
        return self._child

    def _ask(self, child: Child, packed: bytes) -> bytes:
        """The watchdog kills the child, which breaks the pipe that this waits on."""
        watchdog = threading.Timer(self._deadline, child.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            return _exchange(child, packed)
        except (OSError, ValueError):
            return b""
        finally:
            watchdog.cancel()


def _exchange(child: Child, packed: bytes) -> bytes:
    if child.stdin is None or child.stdout is None:
        return b""
    send(child.stdin, packed)
    return receive(child.stdout)


def send(pipe: IO[bytes], packed: bytes) -> None:
    """A length of four bytes, then that many bytes."""
    pipe.write(HEAD.pack(len(packed)))
    pipe.write(packed)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """The data of one `send`; b'' at the end of the pipe, or when it is cut or longer than `REPLY_LIMIT`."""
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size or HEAD.unpack(head)[0] > REPLY_LIMIT:
        return b""
    length = HEAD.unpack(head)[0]
    body = pipe.read(length)
    return bytes(body) if len(body) == length else b""
