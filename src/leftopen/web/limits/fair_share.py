"""Shares slots fairly: a new holder always finds one, however many another would take.

One holder may have at most a third of the slots that are then free (the dynamic threshold that switches use
for their buffers). So one alone has a quarter of all, two have a fifth each, and some are always free.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

OF_THE_FREE = 3


@dataclass(slots=True)
class FairShare:
    """Single-threaded, or under a lock. `held` counts the slots of each holder."""

    most: int
    held: Counter[str] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        return self.held.total()

    def may(self, who: str) -> bool:
        free = self.most - self.taken
        return free > 0 and self.held[who] < max(1, free // OF_THE_FREE)

    def take(self, who: str) -> bool:
        """False, and nothing is taken, where the holder has its share already, or none is free."""
        if not self.may(who):
            return False
        self.held[who] += 1
        return True

    def leave(self, who: str) -> None:
        self.held[who] -= 1
        if not self.held[who]:
            del self.held[who]

    def move(self, old: str, new: str) -> bool:
        """Moves one slot to another holder; False, and it stays, where that one has its share."""
        if old == new:
            return True
        self.leave(old)
        if self.take(new):
            return True
        self.held[old] += 1
        return False
