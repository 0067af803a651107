"""The hours in which somebody is at work: `Mon-Fri 08:00-18:00 Europe/Paris`.

Several spans are separated by commas: `Mon-Thu 08:00-18:00, Fri 08:00-15:00 Europe/Paris`. A span that ends
before it begins ends on the next day, and one that ends when it begins lasts a whole day. Without a zone the
times are UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from leftopen.formats.time_zone import time_zone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_DAY = "|".join(DAYS)
_SPAN = re.compile(rf"({_DAY})(?:-({_DAY}))? ({_TIME})-({_TIME}|24:00)", re.IGNORECASE)
_FORM = re.compile(r"(.*?[0-9]{2}:[0-9]{2})(?: ([A-Za-z][A-Za-z0-9_+/-]{0,59}))?")
_WEEK = 8
"""Days that hold the next opening, whichever day it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySpan:
    """On each of `days` (0: Monday) from `start` to `end`, which may be on the next day."""

    days: frozenset[int]
    start: time
    end: time

    def on(self, day: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
        """When it begins and ends on that day, whatever day of the week it is."""
        following = day + timedelta(days=1 if self.end <= self.start else 0)
        begins = datetime.combine(day.date(), self.start, zone)
        return begins.astimezone(UTC), datetime.combine(following.date(), self.end, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """The spans of a week in one time zone."""

    spans: tuple[DailySpan, ...]
    zone: tzinfo

    def closes(self, at: datetime) -> datetime | None:
        """When they end, those that follow without a break included; None while they do not last."""
        spans, end = self._spans(at), at
        while later := max((ends for begins, ends in spans if begins <= end < ends), default=None):
            end = later
        return end if end > at else None

    def never_ends(self) -> bool:
        """Do they last all week?"""
        monday = datetime(2024, 1, 1, tzinfo=self.zone)
        end = self.closes(monday)
        return end is not None and end - monday >= timedelta(days=7)

    def opens(self, at: datetime) -> datetime | None:
        """When they begin next; None while they last."""
        found = self._spans(at)
        if any(begins <= at < ends for begins, ends in found):
            return None
        return min((begins for begins, _ in found if begins > at), default=None)

    def _spans(self, at: datetime) -> list[tuple[datetime, datetime]]:
        here = at.astimezone(self.zone)
        days = [here + timedelta(days=offset) for offset in range(-1, _WEEK)]
        return [span.on(day, self.zone) for day in days for span in self.spans if day.weekday() in span.days]


def parse(text: str) -> WorkingHours | None:
    """None for ''. Raises ValueError with one line that says what to write."""
    if not text.strip():
        return None
    found = _FORM.fullmatch(" ".join(text.split()))
    words = [part.strip() for part in found[1].split(",")] if found else []
    spans = [_SPAN.fullmatch(word) for word in words]
    if found is None or not spans or not all(spans):
        raise ValueError(f"{text[:80]!r} is not valid; write hours such as Mon-Fri 08:00-18:00 Europe/Paris")
    return WorkingHours(
        spans=tuple(_span(one) for one in spans if one is not None), zone=time_zone(found[2] or "")
    )


def _span(found: re.Match[str]) -> DailySpan:
    first = DAYS.index(found[1].lower())
    last = DAYS.index(found[2].lower()) if found[2] else first
    days = frozenset((first + offset) % 7 for offset in range((last - first) % 7 + 1))
    end = "00:00" if found[4] == "24:00" else found[4]
    return DailySpan(days=days, start=time.fromisoformat(found[3]), end=time.fromisoformat(end))
