"""Delays responses to a flood of wrong cookies; a single wrong cookie is answered at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

A_SECOND = 20.0
AT_ONCE = 40.0
HELD_S = 0.5
# Few enough that delayed requests leave room in the guard for all others.
MOST_HELD = 24


@dataclass(slots=True, kw_only=True)
class BadCookieDelay:
    """Twenty wrong cookies a second pass without delay; beyond that, up to 24 at once wait half a second."""

    monotonic: Callable[[], float]
    held: int = 0
    _left: float = AT_ONCE
    _counted: float = 0.0

    async def wrong(self) -> None:
        now = self.monotonic()
        self._left = min(AT_ONCE, self._left + (now - self._counted) * A_SECOND)
        self._counted = now
        if self._left >= 1:
            self._left -= 1
            return
        if self.held >= MOST_HELD:
            return
        self.held += 1
        try:
            await asyncio.sleep(HELD_S)
        finally:
            self.held -= 1
