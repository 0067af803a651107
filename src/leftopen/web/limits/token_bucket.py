"""A token bucket: a burst at once, then one after each interval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class TokenBucket:
    """`burst` at once, and one more every `every_s` seconds; full at first. Times are monotonic seconds."""

    burst: float
    every_s: float
    _left: float = float("inf")
    _at: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until one may be taken; 0 for now."""
        return max(0.0, (1 - self._now(now)) * self.every_s)

    def take(self, now: float) -> bool:
        """False, and nothing is taken, while there is a wait."""
        left = self._now(now)
        if left >= 1:
            self._left, self._at = left - 1, now
        return left >= 1

    def _now(self, now: float) -> float:
        return min(self.burst, self._left + (now - self._at) / self.every_s)
