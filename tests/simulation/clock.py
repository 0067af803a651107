"""The time of a simulation: the true one, and what the clock of the machine shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

TICK = timedelta(microseconds=1)


@dataclass(slots=True, kw_only=True)
class SimClock:
    """`now` is true; `wrong` is how far the machine's clock is ahead of it. Who asks twice gets two times."""

    now: datetime
    wrong: timedelta = timedelta()

    def __call__(self) -> datetime:
        self.now += TICK
        return self.now + self.wrong

    def monotonic(self) -> float:
        return self.now.timestamp()

    def true(self, shown: datetime) -> datetime:
        """When the machine's clock shows that, if nobody sets it."""
        return shown - self.wrong
