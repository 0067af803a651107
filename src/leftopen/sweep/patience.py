"""How long an attempt waits for an answer: the first one short, by what answered so far, the second long."""

from __future__ import annotations

LONGEST = 0.95
"""Seconds. The kernel sends a second SYN after one: an attempt ends before, so that the gate counts all."""
SHORTEST = 0.1
BEFORE_ANSWERS = 0.3
MARGIN = 2.0
"""The first attempt waits so many times as long as the slowest answer took."""


class Patience:
    """`longest`: seconds that the last attempt waits."""

    def __init__(self, longest: float) -> None:
        self.longest = min(longest, LONGEST)
        self._slowest = 0.0

    def first(self) -> float:
        """Seconds that a first attempt waits now."""
        wanted = max(SHORTEST, MARGIN * self._slowest) if self._slowest else BEFORE_ANSWERS
        return min(self.longest, wanted)

    def answered(self, after: float) -> None:
        """An answer took so many seconds."""
        self._slowest = max(self._slowest, after)

    def was_enough(self, waited: float) -> bool:
        """Would a first attempt that waited so long still count as one? Answers came since."""
        return waited >= min(self.longest, MARGIN * self._slowest)
