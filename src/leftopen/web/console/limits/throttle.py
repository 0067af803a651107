"""Limits failed attempts: by name and network, by network, by name, and in total. A browser in which the
named user signed in before has its own limit, so that strangers can't lock the user out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cachetools import LRUCache

from leftopen.web.limits.token_bucket import TokenBucket

MOST_KEPT = 10_000

PAIR = TokenBucket(burst=5, every_s=30)
PLACE = TokenBucket(burst=30, every_s=6)
NAME = TokenBucket(burst=20, every_s=30)
KNOWN = TokenBucket(burst=5, every_s=30)
TOGETHER = TokenBucket(burst=100, every_s=1)


@dataclass(slots=True, kw_only=True)
class Throttle:
    """Bounded: the entries unused for longest are dropped first; their allowance is nearly full by then."""

    monotonic: Callable[[], float]
    _left: LRUCache[tuple[str, ...], TokenBucket] = field(default_factory=lambda: LRUCache(MOST_KEPT))

    def wait(
        self, name: str, place: str, *, together: str = "", known: str = "", by_name: bool = True
    ) -> int:
        """Takes one attempt and returns 0, or takes none and returns the seconds to wait. `together` names
        a limit that all networks share, '' for none. `known` names a known browser of the user, which has
        its own limit, '' for any other. `by_name`: whether the name has a limit across all networks."""
        now = self.monotonic()
        full: dict[tuple[str, ...], TokenBucket] = {("pair", name, place): PAIR, ("place", place): PLACE}
        if by_name:
            full["name", name] = NAME
        if together:
            full["together", together] = TOGETHER
        if known:
            full = {("known", name, known): KNOWN}
        buckets = {key: self._left.get(key) or replace(one) for key, one in full.items()}
        if short := max(bucket.wait(now) for bucket in buckets.values()):
            return max(1, round(short))
        for key, bucket in buckets.items():
            bucket.take(now)
            self._left[key] = bucket
        return 0

    def forgive(self, name: str, place: str, *, known: str = "") -> None:
        """Resets the attempts after a success."""
        self._left.pop(("known", name, known) if known else ("pair", name, place), None)
