"""Limits failed attempts: by name and network, by network, by name, and in total. A browser in which the
named user signed in before has its own limit, so that strangers can't lock the user out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """`burst` attempts at once, and one more every `every_s` seconds."""

    burst: float
    every_s: float


PAIR = Allowance(burst=5, every_s=30)
PLACE = Allowance(burst=30, every_s=6)
NAME = Allowance(burst=20, every_s=30)
KNOWN = Allowance(burst=5, every_s=30)
TOGETHER = Allowance(burst=100, every_s=1)


@dataclass(slots=True, kw_only=True)
class Throttle:
    """Bounded: the entries unused for longest are dropped first; their allowance is nearly full by then."""

    monotonic: Callable[[], float]
    _left: OrderedDict[tuple[str, ...], tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(
        self, name: str, place: str, *, together: str = "", known: str = "", by_name: bool = True
    ) -> int:
        """Takes one attempt and returns 0, or takes none and returns the seconds to wait. `together` names
        a limit that all networks share, '' for none. `known` names a known browser of the user, which has
        its own limit, '' for any other. `by_name`: whether the name has a limit across all networks."""
        now = self.monotonic()
        mine: list[tuple[tuple[str, ...], Allowance]] = [
            (("pair", name, place), PAIR),
            (("place", place), PLACE),
            *([(("name", name), NAME)] if by_name else []),
            *([(("together", together), TOGETHER)] if together else []),
        ]
        if known:
            mine = [(("known", name, known), KNOWN)]
        left = {key: self._now(key, allowance, now) for key, allowance in mine}
        short = [(1 - left[key]) * allowance.every_s for key, allowance in mine if left[key] < 1]
        if short:
            return max(1, round(max(short)))
        for key, _ in mine:
            self._put(key, left[key] - 1, now)
        return 0

    def forgive(self, name: str, place: str, *, known: str = "") -> None:
        """Resets the attempts after a success."""
        self._left.pop(("known", name, known) if known else ("pair", name, place), None)

    def _now(self, key: tuple[str, ...], allowance: Allowance, now: float) -> float:
        left, at = self._left.get(key, (allowance.burst, now))
        return min(allowance.burst, left + (now - at) / allowance.every_s)

    def _put(self, key: tuple[str, ...], left: float, now: float) -> None:
        self._left[key] = (left, now)
        self._left.move_to_end(key)
        while len(self._left) > MOST_KEPT:
            self._left.popitem(last=False)
