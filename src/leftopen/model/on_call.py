"""Who is on call, and when: what an organisation's calendar says, as it was last read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """From `start` to before `end` these mail addresses are on call, in this order."""

    start: datetime
    end: datetime
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """The calendar of one organisation. `source` is a file or URL. `read`: when it was last read whole, None
    when it never was; its `shifts` reach from `begins` to `ends`. `tried`: the last try; `failed` says why
    that failed, '' when it did not. `unnamed`: shifts that name nobody who may be told."""

    organisation: str
    source: str
    tried: datetime
    failed: str = ""
    read: datetime | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    shifts: tuple[Shift, ...] = ()
    unnamed: int = 0

    def covers(self, at: datetime) -> bool:
        """Does what was read last say who is on call then?"""
        return self.begins is not None and self.ends is not None and self.begins <= at < self.ends

    def who(self, at: datetime) -> tuple[str, ...]:
        """Who is on call then; the shift that began last first."""
        now = sorted((one for one in self.shifts if one.start <= at < one.end), key=lambda one: one.start)
        return tuple(dict.fromkeys(address for one in reversed(now) for address in one.who))

    def next_change(self, at: datetime) -> datetime | None:
        """When the next shift begins."""
        return min((one.start for one in self.shifts if one.start > at), default=None)
