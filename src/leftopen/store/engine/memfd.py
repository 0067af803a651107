"""Passes rows to the engine in a file in memory, whose descriptor goes over the Unix socket with the request.
The rows are written once and read once, without a copy through the socket."""

from __future__ import annotations

import io
import os
import socket
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

# The URL parameter of a request whose rows are in a passed descriptor.
LENT = "lent"
# Room for one descriptor only; nothing would close a second one.
_ROOM = socket.CMSG_LEN(array("i").itemsize)


@contextmanager
def in_memory(parts: Sequence[bytes]) -> Iterator[int]:
    """A descriptor of a file without a name in any folder: a killed process leaves nothing behind."""
    with os.fdopen(os.memfd_create("rows"), "wb", buffering=0) as file:
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[file.write(rest) :]
        yield file.fileno()


def send(connection: socket.socket, data: bytes, descriptor: int) -> None:
    """Sends all of `data`, and the descriptor with its first byte."""
    sent = socket.send_fds(connection, [data], [descriptor])
    connection.sendall(memoryview(data)[sent:])


class RequestReader(io.RawIOBase):
    """Reads a socket and stores the descriptor that comes with the bytes: one at a time, the last."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held = -1

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview, /) -> int:  # type: ignore[override]
        count, beside, _, _ = self._connection.recvmsg_into([into], _ROOM, socket.MSG_CMSG_CLOEXEC)
        for level, kind, data in beside:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                self._hold(array("i", data[: array("i").itemsize])[0])
        return count

    def take(self) -> int:
        """The descriptor, which the caller closes; -1 for none."""
        taken, self._held = self._held, -1
        return taken

    def close(self) -> None:
        self._hold(-1)
        super().close()

    def _hold(self, descriptor: int) -> None:
        if self._held >= 0:
            os.close(self._held)
        self._held = descriptor
