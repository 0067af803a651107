"""When a deadline ends, from the moment at which its clock began."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta, timezone

from leftopen.model.law import Within

EARLIEST_ZONE = timezone(timedelta(hours=-5))
"""Eastern standard time: of the two times of the year, the one in which a day begins later, so that the day
of a moment is never taken too late."""
CLOSES = time(21, 30, tzinfo=UTC)
"""17:30 in New York in summer, an hour too early in winter: EDGAR takes filings until 17:30 there."""
SATURDAY = 5


def due(begun: datetime, within: Within) -> datetime | None:
    """None for "without undue delay"."""
    if not within.fixed:
        return None
    if within.business_days:
        return _business_days(begun, within.business_days)
    later = begun + timedelta(hours=within.hours, days=within.days)
    return _months(later, within.months) if within.months else later


def _months(begun: datetime, count: int) -> datetime:
    """The same day of a later month, or its last one where it has no such day."""
    years, month = divmod(begun.month - 1 + count, 12)
    year = begun.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return begun.replace(year=year, month=month + 1, day=min(begun.day, last))


def _business_days(begun: datetime, count: int) -> datetime:
    """A moment on a day that is not a business day counts from the next one, which is then the first."""
    day = begun.astimezone(EARLIEST_ZONE).date()
    left = count
    while left:
        day += timedelta(days=1)
        left -= is_business_day(day)
    return datetime.combine(day, CLOSES)


def is_business_day(day: date) -> bool:
    """Of the US federal government, by the law (5 U.S.C. 6103)."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def _holidays(year: int) -> frozenset[date]:
    """As observed: on Friday for a Saturday, on Monday for a Sunday. New Year's Day of the next year may be
    observed on the last day of this one."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    observed = {_observed(day) for day in [*fixed, date(year + 1, 1, 1)]}
    moving = {_nth(year, 1, 0, 3), _nth(year, 2, 0, 3), _last_monday_of_may(year), _nth(year, 9, 0, 1)}
    return frozenset(observed | moving | {_nth(year, 10, 0, 2), _nth(year, 11, 3, 4)})


def _observed(day: date) -> date:
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
