"""What all handlers work on: the open desk, the keys, and how the streams of alerts begin."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial

from leftopen.service import arrivals
from leftopen.service.arrivals import Position
from leftopen.service.desk import Desk
from leftopen.service.key_holders import holders
from leftopen.service.uploads import Uploads
from leftopen.web.keyring import Keyring
from leftopen.web.room import Room
from leftopen.web.shares import Shares

REPLAYED_S = 60.0
MOST_STREAMS = 20
NAP_S = 0.1


@dataclass(slots=True, kw_only=True)
class Serving:
    """`stop` ends the streams and the queue of scans; it is set when the server is told to end."""

    desk: Desk
    keyring: Keyring
    uploads: Uploads
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    streams: Shares = field(default_factory=lambda: Shares(MOST_STREAMS))
    room: Room = field(default_factory=Room)
    _begun: list[tuple[float, Position]] = field(default_factory=list)

    async def pause(self, seconds: float) -> None:
        """Until then, or until the server ends."""
        end = self.desk.monotonic() + seconds
        # Looked at, not waited for: an event that many wait for belongs to one loop, and a desk to none.
        while not self.stop.is_set() and (left := end - self.desk.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, NAP_S))

    async def remember(self) -> None:
        """Called before a scan is taken in: a stream of an alert that opens within a minute begins here, so
        that it misses nothing of a scan that was quicker than its client."""
        position = await asyncio.to_thread(arrivals.now, self.desk)
        self._begun = [*self._recent(), (self.desk.monotonic(), position)]

    async def beginning(self, *, replayed: bool) -> Position:
        """Where a stream that opens now begins."""
        recent = self._recent() if replayed else []
        if recent:
            return recent[0][1]
        return await asyncio.to_thread(arrivals.now, self.desk)

    def _recent(self) -> list[tuple[float, Position]]:
        now = self.desk.monotonic()
        return [(at, position) for at, position in self._begun if now - at <= REPLAYED_S]


def serving(desk: Desk) -> Serving:
    uploads = Uploads(desk=desk)
    return Serving(
        desk=desk,
        uploads=uploads,
        keyring=Keyring(
            load=partial(holders, desk.store.records), clock=desk.clock, monotonic=desk.monotonic
        ),
    )
