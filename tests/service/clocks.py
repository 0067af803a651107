"""Two clocks that tests set: the wall clock, and the time since the machine started."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from leftopen.model.clock_record import TRUSTED_AFTER, ClockReading, ClockRecord
from leftopen.service.workspace import clock_trust
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.clock import ClockWriter


def steady(workspace: Workspace) -> None:
    """As if the wall clock had been right for a day."""
    now = clock_trust.read_clocks(workspace)
    agreed = TRUSTED_AFTER.total_seconds()
    record = ClockRecord(wall=now.wall, uptime=now.uptime, boot=now.boot, event=now.event, agreed=agreed)
    ClockWriter(Changes(workspace.store.records)).change(lambda old: record)


@dataclass(slots=True, kw_only=True)
class Machine:
    """`wrong`: how far its wall clock is ahead of the truth."""

    wall: datetime = datetime(2026, 11, 1, 12, tzinfo=UTC)
    uptime: float = 1000.0
    boot: str = "one"
    wrong: timedelta = timedelta()

    def clock(self) -> datetime:
        return self.wall + self.wrong

    def passes(self, time: timedelta) -> None:
        self.wall, self.uptime = self.wall + time, self.uptime + time.total_seconds()

    def starts(self, off: timedelta) -> None:
        """It was off for so long."""
        self.wall, self.uptime, self.boot = self.wall + off, 10.0, f"{self.boot} and another"

    def read(self, workspace: Workspace) -> ClockReading:
        return replace(
            clock_trust.read_clocks(workspace), wall=self.clock(), uptime=self.uptime, boot=self.boot
        )
