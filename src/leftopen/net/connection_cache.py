"""Keeps the idle connection that a session with an endpoint passes from one talk to the next.

A connection is reused only if the next talk finds on it what it would find on a new one. Either only the
server has sent something (which the next talk gets), or the last response was complete with no byte after it.
With an extra byte, or after the server's close, it is closed.
"""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.endpoint import Endpoint
from leftopen.net.stream import Stream

IDLE = 2.0
"""Seconds after which a server may well have closed it."""
NOTHING = ""
"""The protocol of a connection on which only the server has spoken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleConnection:
    """An open connection to `endpoint` between two talks. `speaks` is the protocol of the last response on
    it, or `NOTHING`; `said` what the server sent unasked, which the next talk gets; `since` (monotonic
    seconds) when the last talk ended."""

    stream: Stream
    endpoint: Endpoint
    tls: bool
    speaks: str
    since: float
    said: bytes = b""

    def fits(self, endpoint: Endpoint, *, tls: bool, speaks: str, now: float) -> bool:
        """Would a talk of that kind find here what it finds on a new connection?"""
        if self.tls is not tls or self.speaks != speaks or self.endpoint != endpoint:
            return False
        if now - self.since > IDLE:
            return False
        return self.stream.alive() if speaks == NOTHING else self.stream.quiet()


class ConnectionCache:
    """Holds at most one connection. `close` it at the end of the session."""

    def __init__(self) -> None:
        self._line: IdleConnection | None = None
        self._over = False

    def put(self, line: IdleConnection) -> None:
        """Stores the connection for the next talk and closes the previous one; after `lapse` or `close` it
        closes it."""
        self.drop()
        if self._over:
            line.stream.close()
        else:
            self._line = line

    def take(self, endpoint: Endpoint, *, tls: bool, speaks: str, now: float) -> IdleConnection | None:
        """The stored connection, if it fits. The cache is empty after that, so that a session never holds one
        connection while it waits for another."""
        line, self._line = self._line, None
        if line is None or line.fits(endpoint, tls=tls, speaks=speaks, now=now):
            return line
        line.stream.close()
        return None

    def drop(self) -> None:
        """Closes the stored connection."""
        line, self._line = self._line, None
        if line is not None:
            line.stream.close()

    def lapse(self) -> None:
        """The server did not respond on a reused connection. Every later talk gets a new one, so that a
        session sends at most one request twice."""
        self._over = True
        self.drop()

    def close(self) -> None:
        self._over = True
        self.drop()
