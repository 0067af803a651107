"""Sockets that connect again and again: to make, watch and close one costs more than the connect itself."""

from __future__ import annotations

import ctypes
import select
import socket
from types import TracebackType

# Linux ends an attempt, and frees its port, where a socket connects to the family AF_UNSPEC (connect(2)).
# It does not block, so that the interpreter's lock need not be given away for it.
_CONNECT = ctypes.PyDLL(None).connect
_CONNECT.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
_NOWHERE = bytes(16)


class SocketPool:
    """Non-blocking TCP sockets, watched by one epoll: `wait` gives the numbers of those that were answered
    or ended. Not thread-safe."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._idle: dict[int, list[socket.socket]] = {socket.AF_INET: [], socket.AF_INET6: []}
        self._open: dict[int, socket.socket] = {}

    def __enter__(self) -> SocketPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for sock in self._open.values():
            sock.close()
        self._poll.close()

    def take(self, family: int) -> socket.socket:
        """One that is not connected. Raises OSError where no more can be had."""
        idle = self._idle[family]
        if idle:
            return idle.pop()
        sock = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        # By edges: an idle socket, which is always writable, is told once and not at each wait.
        self._poll.register(sock.fileno(), select.EPOLLOUT | select.EPOLLET)
        self._open[sock.fileno()] = sock
        return sock

    def give_back(self, sock: socket.socket) -> None:
        """Ends its attempt, which must not have been answered; a late answer is refused by the kernel."""
        if _CONNECT(sock.fileno(), _NOWHERE, len(_NOWHERE)):
            self.close(sock)
        else:
            self._idle[sock.family].append(sock)

    def close(self, sock: socket.socket) -> None:
        """Ends a connection."""
        self._open.pop(sock.fileno(), None)
        sock.close()

    def wait(self, seconds: float) -> list[int]:
        """The numbers of all that something happened to, idle ones among them."""
        return [number for number, _ in self._poll.poll(seconds, len(self._open) + 1)]
