"""Which opener was answered on a port before: where an organisation keeps one database, it keeps the next.

It is a guess, tried before the others: right where the probe knows the answer whose own words those are. Else
the service is asked in the usual order, as if it had not been tried.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 4096


@dataclass(slots=True, kw_only=True)
class PortHints:
    """Of one scan. What was learned last counts; of more than 4,096 ports the first are forgotten."""

    _by_port: dict[tuple[int, bool], bytes] = field(default_factory=dict)

    def learn(self, port: int, opener: bytes, *, tls: bool) -> None:
        """A probe recognised what the service on this port answered to that opener."""
        self._by_port.pop((port, tls), None)
        self._by_port[port, tls] = opener
        if len(self._by_port) > MOST:
            del self._by_port[next(iter(self._by_port))]

    def forget(self, port: int, *, tls: bool) -> None:
        """The service on this port was known without."""
        self._by_port.pop((port, tls), None)

    def likely(self, port: int, *, tls: bool) -> bytes:
        """The opener to begin with, b'' where nothing was learned."""
        return self._by_port.get((port, tls), b"")
