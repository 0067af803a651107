"""A TCP relay on loopback that writes down every byte, in both directions, of every connection through it."""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from leftopen.demo.program import LOOPBACK, free_ports

LIMIT = 4 * 1024 * 1024
"""Bytes recorded per direction of one connection; what comes after is passed on and only counted."""
BOTH = 2
"""Directions of a link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One connection. `said` client to server, `heard` server to client, both at most LIMIT bytes; `sent`
    and `received` count them all."""

    said: bytes
    heard: bytes
    sent: int
    received: int

    @property
    def cut(self) -> bool:
        return self.sent > len(self.said)


class Relay:
    """Listens on its own `port` and passes everything to `target` on loopback. A context manager."""

    def __init__(self, target: int) -> None:
        self.port = free_ports(1, random.SystemRandom())[0]
        self._target = target
        self._links: list[_Link] = []
        self._listener = socket.create_server((LOOPBACK, self.port), backlog=128)
        self._thread = threading.Thread(target=self._accept, name=f"relay {self.port}", daemon=True)

    @property
    def recorded(self) -> tuple[Recorded, ...]:
        """Every connection until now, those still open included."""
        return tuple(link.recorded() for link in list(self._links))

    def __enter__(self) -> Relay:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listener.close()
        for link in self._links:
            link.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._links.append(_Link(client, self._target))


class _Link:
    """One connection and its other half; two threads that copy."""

    def __init__(self, client: socket.socket, target: int) -> None:
        self._said, self._heard = _Tape(), _Tape()
        self._client = client
        self._server: socket.socket | None = None
        self._threads: list[threading.Thread] = []
        self._lock, self._ended = threading.Lock(), 0
        try:
            self._server = socket.create_connection((LOOPBACK, target), timeout=5)
        except OSError:
            _reset(client)
            return
        self._server.settimeout(None)
        self._threads = [
            threading.Thread(target=self._copy, args=ends, daemon=True)
            for ends in ((client, self._server, self._said.add), (self._server, client, self._heard.add))
        ]
        for thread in self._threads:
            thread.start()

    def recorded(self) -> Recorded:
        return Recorded(
            said=bytes(self._said.kept),
            heard=bytes(self._heard.kept),
            sent=self._said.count,
            received=self._heard.count,
        )

    def close(self) -> None:
        for end in (self._client, self._server):
            if end is not None:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._release()

    def _release(self) -> None:
        for end in (self._client, self._server):
            if end is not None:
                end.close()

    def _copy(self, source: socket.socket, sink: socket.socket, note: Callable[[bytes], None]) -> None:
        """Until one side ends; once both have, nothing of the link stays open: a server of every test has
        thousands."""
        self._pass(source, sink, note)
        with self._lock:
            self._ended += 1
            if self._ended == BOTH:
                self._release()

    @staticmethod
    def _pass(source: socket.socket, sink: socket.socket, note: Callable[[bytes], None]) -> None:
        """An end is passed on as an end, a reset as a reset."""
        try:
            while part := source.recv(65536):
                note(part)
                sink.sendall(part)
        except OSError:
            _reset(sink)
            return
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


class _Tape:
    """Written by one thread only."""

    def __init__(self) -> None:
        self.kept = bytearray()
        self.count = 0

    def add(self, part: bytes) -> None:
        self.count += len(part)
        self.kept += part[: LIMIT - len(self.kept)]


def _reset(end: socket.socket) -> None:
    """Linger of zero seconds turns a close into a reset."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RD)
    end.close()
