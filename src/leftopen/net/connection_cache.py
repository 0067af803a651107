"""The one connection that a sitting with an endpoint keeps from one talk to the next.

Kept is only what the next talk would find on a new connection as well: one over which the server has spoken
unasked and nothing was said to it (what it said goes along), or one on which the last answer has come to its
last byte and none after it. With a byte too many, or after the server's goodbye, it is closed, never lent on.
"""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.endpoint import Endpoint
from leftopen.net.stream import Stream

IDLE = 2.0
"""Seconds after which a server may well have hung up."""
NOTHING = ""
"""The protocol of a connection on which only the server has spoken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleConnection:
    """An open connection to `endpoint` between two talks. `speaks` is the protocol whose answer was the last
    thing on it, or `NOTHING`; `said` what the server said unasked, which the next talk is to hear; `since`
    (monotonic seconds) when the last talk ended."""

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
    """At most one connection at a time. `close` it at the end of the sitting."""

    def __init__(self) -> None:
        self._line: IdleConnection | None = None
        self._over = False

    def put(self, line: IdleConnection) -> None:
        """Keeps it for the next talk, in place of what was kept; after `lapse` or `close` it is closed."""
        self.drop()
        if self._over:
            line.stream.close()
        else:
            self._line = line

    def take(self, endpoint: Endpoint, *, tls: bool, speaks: str, now: float) -> IdleConnection | None:
        """What is kept, if it fits; nothing is kept after that, so that a sitting never holds one connection
        while it waits for another."""
        line, self._line = self._line, None
        if line is None or line.fits(endpoint, tls=tls, speaks=speaks, now=now):
            return line
        line.stream.close()
        return None

    def drop(self) -> None:
        """Closes what is kept."""
        line, self._line = self._line, None
        if line is not None:
            line.stream.close()

    def lapse(self) -> None:
        """A server did not answer on a connection that was kept: it gets a new one for every talk from now
        on, so that a sitting asks it twice at most once."""
        self._over = True
        self.drop()

    def close(self) -> None:
        self._over = True
        self.drop()
