"""How often somebody may be wrong: by name and place, by place, by name, and all together. A browser that the
named person signed in with before has a bound of its own, so that no stranger makes it wait."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """So many at once, and one more every so many seconds."""

    burst: float
    every_s: float


PAIR = Allowance(burst=5, every_s=30)
PLACE = Allowance(burst=30, every_s=6)
NAME = Allowance(burst=20, every_s=30)
KNOWN = Allowance(burst=5, every_s=30)
TOGETHER = Allowance(burst=100, every_s=1)


@dataclass(slots=True, kw_only=True)
class Throttle:
    """Bounded: the longest unseen are forgotten first, and by then their allowance is nearly whole."""

    monotonic: Callable[[], float]
    _left: OrderedDict[tuple[str, ...], tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(
        self, name: str, place: str, *, together: str = "", known: str = "", by_name: bool = True
    ) -> int:
        """Takes one try, and gives 0; or takes none, and gives how many seconds there are to wait. `together`
        names what all places do together, '' for nothing. `known` names a browser of that person's, which
        counts alone, '' for any other. `by_name`: whether the name has a bound wherever it comes from."""
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
        """It was right: the tries before it do not count."""
        self._left.pop(("known", name, known) if known else ("pair", name, place), None)

    def _now(self, key: tuple[str, ...], allowance: Allowance, now: float) -> float:
        left, at = self._left.get(key, (allowance.burst, now))
        return min(allowance.burst, left + (now - at) / allowance.every_s)

    def _put(self, key: tuple[str, ...], left: float, now: float) -> None:
        self._left[key] = (left, now)
        self._left.move_to_end(key)
        while len(self._left) > MOST_KEPT:
            self._left.popitem(last=False)
