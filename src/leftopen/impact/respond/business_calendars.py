"""The calendars by which laws count business days. A law that counts them names one of these."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta, timezone

from leftopen.model.law import BusinessCalendar
from leftopen.translate import N_


def _us_federal(year: int) -> frozenset[date]:
    """By the law (5 U.S.C. 6103), as observed: on Friday for a Saturday, on Monday for a Sunday. New Year's
    Day of the next year may be observed on the last day of this one."""
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


US_FEDERAL = BusinessCalendar(
    # Eastern standard time: of the two times of the year, the one in which a day begins later.
    zone=timezone(timedelta(hours=-5)),
    # 17:30 in New York in summer, an hour too early in winter: EDGAR takes filings until 17:30 there.
    closes=time(21, 30, tzinfo=UTC),
    holidays=_us_federal,
    limit=N_(
        "Business days leave out weekends and US federal holidays as the law fixes them; a day "
        "on which the SEC is closed for another reason is not known here."
    ),
)
EU = BusinessCalendar(
    # The Azores in winter begin their day last; Finland, Greece and others end it first, in summer.
    zone=timezone(timedelta(hours=-1)),
    closes=time(21, 0, tzinfo=UTC),
    holidays=lambda year: frozenset(),
    limit=N_(
        "Business days are Monday to Friday; public holidays are not counted, so the deadline "
        "may be later than shown."
    ),
)
"""For any law of the European Union: no member state's deadline ends before this one does."""
CALENDARS = {"us_federal": US_FEDERAL, "eu": EU}
