"""Places that are shared out fairly: whoever comes next finds one, however many somebody else would take.

One holder may have as many as a third of those that are free then (the dynamic threshold that switches use
for their buffers). So one alone has a quarter of all, two have a fifth each, and some are free always.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

OF_THE_FREE = 3


@dataclass(slots=True)
class FairShare:
    """Of one thread, or under a lock. `held` has for each holder how many."""

    most: int
    held: Counter[str] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        return self.held.total()

    def may(self, who: str) -> bool:
        free = self.most - self.taken
        return free > 0 and self.held[who] < max(1, free // OF_THE_FREE)

    def take(self, who: str) -> bool:
        """False, and nothing is taken, where that holder has their share already, or none is free."""
        if not self.may(who):
            return False
        self.held[who] += 1
        return True

    def leave(self, who: str) -> None:
        self.held[who] -= 1
        if not self.held[who]:
            del self.held[who]

    def move(self, old: str, new: str) -> bool:
        """One place from one holder to another; False, and it stays, where that one has their share."""
        if old == new:
            return True
        self.leave(old)
        if self.take(new):
            return True
        self.held[old] += 1
        return False
