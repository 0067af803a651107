"""How far the wall clock is trusted, and which events were recorded while it was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

TRUSTED_AFTER = timedelta(hours=24)
"""For so long the wall clock must have gone as the time since the start of the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """The wall clock, the seconds since the machine started, and which start that was. `event`: the number of
    the newest event of the chain, and `event_at` its time; 0 and None without any."""

    wall: datetime
    uptime: float
    boot: str
    event: int = 0
    event_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFault:
    """The wall clock jumped by `by` seconds (negative: back), seen when it said `found`. The events after
    number `after` were recorded while it was wrong: until number `last` once it is `over`, else all."""

    found: datetime
    by: float
    after: int
    last: int
    over: bool = False

    def covers(self, seq: int) -> bool:
        return self.after < seq and (not self.over or seq <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRecord:
    """The newest reading that was stored. `agreed`: seconds of running since the last jump in which both
    clocks went alike."""

    wall: datetime
    uptime: float
    boot: str
    event: int
    agreed: float = 0.0
    faults: tuple[ClockFault, ...] = ()

    @property
    def trusted(self) -> bool:
        return self.agreed >= TRUSTED_AFTER.total_seconds()

    @property
    def lacking(self) -> timedelta:
        """How long both must go alike until the clock is trusted."""
        return max(TRUSTED_AFTER - timedelta(seconds=self.agreed), timedelta())

    def doubtful(self, seqs: Iterable[int]) -> frozenset[int]:
        """Those of these events that were recorded while the clock was wrong."""
        return frozenset(seq for seq in seqs if any(fault.covers(seq) for fault in self.faults))
