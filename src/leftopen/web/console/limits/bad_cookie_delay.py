"""Delays responses to a flood of wrong cookies; a single wrong cookie is answered at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from leftopen.web.limits.token_bucket import TokenBucket

AT_ONCE = 40.0
HELD_S = 0.5
# Few enough that delayed requests leave room in the guard for all others.
MOST_HELD = 24


@dataclass(slots=True, kw_only=True)
class BadCookieDelay:
    """Twenty wrong cookies a second pass without delay; beyond that, up to 24 at once wait half a second."""

    monotonic: Callable[[], float]
    held: int = 0
    _wrong: TokenBucket = field(default_factory=lambda: TokenBucket(burst=AT_ONCE, every_s=0.05))

    async def wrong(self) -> None:
        if self._wrong.take(self.monotonic()) or self.held >= MOST_HELD:
            return
        self.held += 1
        try:
            await asyncio.sleep(HELD_S)
        finally:
            self.held -= 1
