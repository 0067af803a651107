"""When a deadline ends, from the moment at which its clock began."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from leftopen.model.law import BusinessCalendar, Deadline, Law


def due(begun: datetime, deadline: Deadline, law: Law) -> datetime | None:
    """None for "without undue delay"."""
    within = deadline.within
    if not within.fixed:
        return None
    if law.calendar and within.business_days:
        return _business_days(begun, within.business_days, law.calendar)
    later = begun + timedelta(hours=within.hours, days=within.days)
    return _months(later, within.months) if within.months else later


def _months(begun: datetime, count: int) -> datetime:
    """The same day of a later month, or its last one where it has no such day."""
    years, month = divmod(begun.month - 1 + count, 12)
    year = begun.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return begun.replace(year=year, month=month + 1, day=min(begun.day, last))


def _business_days(begun: datetime, count: int, days: BusinessCalendar) -> datetime:
    """A moment on a day that is not a business day counts from the next one, which is then the first."""
    day = begun.astimezone(days.zone).date()
    left = count
    while left:
        day += timedelta(days=1)
        left -= days.is_business_day(day)
    return datetime.combine(day, days.closes)
