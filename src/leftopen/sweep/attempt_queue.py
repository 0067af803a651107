"""Which port of which address is tried next."""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from leftopen.model.address import Address
from leftopen.sweep.targets import Targets

_HELD = 64
_BLOCK = 4096


@dataclass(slots=True, eq=False)
class Attempt:
    """One port of one address. `tries`: attempts before this one. `waited`: seconds that the first waited.
    `selves`: how often the kernel connected it to itself. `made`, `until`: monotonic seconds."""

    position: int
    address: Address
    port: int
    tries: int = 0
    waited: float = 0.0
    selves: int = 0
    socket: socket.socket | None = None
    made: float = 0.0
    until: float = 0.0


class AttemptQueue:
    """Every position of the order from `start` on: first attempts as long as few of them are put off, second
    ones when they are due. `pending`: the positions that are not settled."""

    def __init__(self, targets: Targets, ports: Sequence[int], order: Sequence[int], start: int) -> None:
        self._targets, self._ports, self._order = targets, ports, order
        self._next = start
        self._first = self._positions(start)
        self._second: deque[tuple[float, Attempt]] = deque()
        self._put_off: list[tuple[float, int, Attempt]] = []
        self._held = 0
        self.pending: set[int] = set()

    def next(self, now: float) -> Attempt | None:
        """Later attempts go first, so that what is not settled stays bounded."""
        if self._put_off and self._put_off[0][0] <= now:
            attempt = heappop(self._put_off)[2]
            self._held -= attempt.tries == 0
            return attempt
        if self._second and self._second[0][0] <= now:
            return self._second.popleft()[1]
        if not self.more:
            return None
        self._next += 1
        self.pending.add(self._next - 1)
        return next(self._first)

    @property
    def more(self) -> bool:
        """May a first attempt go?"""
        return self._held < _HELD and self._next < len(self._order)

    @property
    def ended(self) -> bool:
        return self._next >= len(self._order) and not self.pending

    @property
    def cursor(self) -> int:
        """Every position before it is settled."""
        return min(self.pending, default=self._next)

    def put_off(self, attempt: Attempt, until: float) -> None:
        """The same attempt again, at that time."""
        heappush(self._put_off, (until, id(attempt), attempt))
        self._held += attempt.tries == 0

    def retry(self, attempt: Attempt, at: float) -> None:
        """Another attempt; each call names a later time than the one before."""
        self._second.append((at, attempt))

    def due(self) -> list[float]:
        """When the next of the later attempts may go."""
        return [queue[0][0] for queue in (self._second, self._put_off) if queue]

    def _positions(self, start: int) -> Iterator[Attempt]:
        count = len(self._ports)
        for begin in range(start, len(self._order), _BLOCK):
            for position, at in enumerate(self._order[begin : begin + _BLOCK], begin):
                which, port = divmod(at, count)
                yield Attempt(position, self._targets[which], self._ports[port])
