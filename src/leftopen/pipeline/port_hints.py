"""Remembers which opener worked on a port: an organisation often runs the same database on the same port.

The hint is a guess that is tried first. It is right where the probe of that opener recognises the response.
Otherwise the service gets the usual openers, as if the guess had not been tried.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 4096


@dataclass(slots=True, kw_only=True)
class PortHints:
    """The hints of one scan. The latest one counts; above 4,096 ports the oldest are dropped."""

    _by_port: dict[tuple[int, bool], bytes] = field(default_factory=dict)

    def learn(self, port: int, opener: bytes, *, tls: bool) -> None:
        """A probe recognised the service on this port by its response to that opener."""
        self._by_port.pop((port, tls), None)
        self._by_port[port, tls] = opener
        if len(self._by_port) > MOST:
            del self._by_port[next(iter(self._by_port))]

    def forget(self, port: int, *, tls: bool) -> None:
        """The service on this port was recognised without the hint."""
        self._by_port.pop((port, tls), None)

    def likely(self, port: int, *, tls: bool) -> bytes:
        """The opener to begin with, b'' without a hint."""
        return self._by_port.get((port, tls), b"")
