"""Caches the API keys and their owners for one second.

A key that is not known yet is looked for at once, at most five times a second: a new key works without a
pause, and a flood of wrong keys costs only responses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from leftopen.service.identity.api_keys import digest
from leftopen.service.identity.key_holders import Holder
from leftopen.web.limits.token_bucket import TokenBucket

FRESH_S = 1.0
LONGEST_TOKEN = 200


@dataclass(slots=True, kw_only=True)
class KeyCache:
    """`load` gives the holders of all keys, blocking. A removed key is forgotten within a second: responses
    end with it, and open streams at their next check, half a second later at the most."""

    load: Callable[[], list[Holder]]
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    _known: dict[str, Holder] = field(default_factory=dict)
    _loaded: float = float("-inf")
    _guard: asyncio.Lock = field(default_factory=asyncio.Lock)
    _looks: TokenBucket = field(default_factory=lambda: TokenBucket(burst=5, every_s=0.2))
    _wrong: TokenBucket = field(default_factory=lambda: TokenBucket(burst=50, every_s=0.1))

    async def find(self, token: str) -> Holder | None:
        """The holder of the valid key with that token. Raises StoreFailed."""
        return await self._valid(digest(token), FRESH_S) if 0 < len(token) <= LONGEST_TOKEN else None

    async def still(self, holder: Holder, *, within: float = FRESH_S) -> bool:
        """Is the key still valid, with the same visibility, by data at most `within` seconds old? 0: by data
        loaded from now on. Raises StoreFailed."""
        now = await self._valid(holder.digest, within)
        return now is not None and now.visibility == holder.visibility

    async def _valid(self, wanted: str, within: float) -> Holder | None:
        await self._load(self.monotonic() - within)
        if wanted not in self._known and self._looks.take(self.monotonic()):
            await self._load(self.monotonic())
        found = self._known.get(wanted)
        return found if found is not None and found.valid(self.clock()) else None

    async def _load(self, oldest: float) -> None:
        """Unless what is known was loaded since `oldest`."""
        async with self._guard:
            # A caller that waited may use what the one before has loaded.
            if self._loaded < oldest:
                began = self.monotonic()
                held = await asyncio.to_thread(self.load)
                self._known, self._loaded = {one.digest: one for one in held}, began

    def too_many_wrong(self) -> bool:
        """Counts one wrong key: true above ten a second, after a burst of fifty. Valid keys are never
        limited, so that other clients' guesses lock nobody out."""
        return not self._wrong.take(self.monotonic())
