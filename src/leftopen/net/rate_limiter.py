"""Limits the rate: at most `rate` in any second, five per cent of it in one burst.

The generic cell rate algorithm (ITU-T I.371) stores one number per limit: the time at which the next one
would be on schedule. It stores nothing for an address that has been quiet for a second.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

BURST = 0.05
_SWEEP_AT = 4096
# Slightly slower than requested, so that rounding never puts one too many into a second.
_SLACK = 1 + 1e-9


@dataclass(slots=True, kw_only=True)
class RateLimiter:
    """The schedule of many keys. Not thread-safe; times are monotonic seconds."""

    _next: dict[Hashable, float] = field(default_factory=dict)
    _sweep_at: int = _SWEEP_AT

    def wait(self, key: Hashable, rate: float, now: float) -> float:
        """Seconds until one more of `key` keeps to `rate` per second; 0 for now."""
        step = _SLACK / rate
        lead = (max(1, int(rate * BURST)) - 1) * step
        return max(0.0, self._next.get(key, now) - lead - now)

    def take(self, key: Hashable, rate: float, now: float) -> None:
        """Counts one."""
        due = self._next.get(key, now)
        self._next[key] = (due if due > now else now) + _SLACK / rate
        if len(self._next) > self._sweep_at:
            self._next = {key: due for key, due in self._next.items() if due > now}
            self._sweep_at = max(_SWEEP_AT, 2 * len(self._next))

    def admit(self, limits: Sequence[tuple[Hashable, float]], now: float) -> float:
        """Counts one for each key and its rate, and gives 0; or the seconds until all of them allow it."""
        longest = 0.0
        for key, rate in limits:
            due = self._next.get(key)
            if due is not None and due > now and (wait := self.wait(key, rate, now)) > longest:
                longest = wait
        if not longest:
            for key, rate in limits:
                self.take(key, rate, now)
        return longest

    def idle(self, key: Hashable, now: float) -> bool:
        """Would a limiter that never saw the key say the same of it?"""
        return self._next.get(key, now) <= now

    def __len__(self) -> int:
        return len(self._next)
