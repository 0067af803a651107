"""Limits the number of live pages, in total and per user."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

MOST = 100
# Two browsers: none opens more than six connections to one server.
MOST_OF_ONE = 12
MEDIA = "text/event-stream"


@dataclass(slots=True)
class LiveLimit:
    """Bound to one event loop. `open` counts the live pages per user."""

    open: Counter[str] = field(default_factory=Counter)

    def begin(self, person: str, events: AsyncIterator[bytes]) -> StreamingResponse | None:
        """The response that streams `events` and holds a slot until it ends; None when no slot is free."""
        if self.open.total() >= MOST or self.open[person] >= MOST_OF_ONE:
            return None
        self.open[person] += 1
        return _Watched(self, person, events)

    def end(self, person: str) -> None:
        self.open[person] -= 1
        if not self.open[person]:
            del self.open[person]


class _Watched(StreamingResponse):
    def __init__(self, watching: LiveLimit, person: str, events: AsyncIterator[bytes]) -> None:
        super().__init__(events, media_type=MEDIA)
        self._watching, self._person = watching, person

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._watching.end(self._person)
