"""The calendars by which laws count business days, with the rules of `public_holidays.toml`. A law that
counts them names one of these."""

from __future__ import annotations

from calendar import Calendar
from datetime import UTC, date, time, timedelta, timezone
from functools import cache, partial
from typing import Any

from leftopen.model.law import SATURDAY, BusinessCalendar
from leftopen.model.packaged import read_toml
from leftopen.translate import N_

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OBSERVED = {5: -1, 6: 1}
"""Days from a Saturday and a Sunday to the working day on which a holiday is observed."""


@cache
def public_holidays(name: str, year: int) -> frozenset[date]:
    """Of a calendar or a country, in that year and at the end of it; none where there are no rules."""
    rules: dict[str, Any] = read_toml("leftopen.impact.respond", "public_holidays").get(name, {"days": ()})
    # New Year's Day may be observed on the last day of the year before.
    days = {_day(rule, at) for at in (year, year + 1) for rule in rules["days"]}
    if rules.get("observed"):
        days = {day + timedelta(days=OBSERVED.get(day.weekday(), 0)) for day in days}
    return frozenset(days)


def working_day(day: date, country: str) -> date:
    """The day, or the next one that is no weekend and no public holiday of the whole country."""
    while day.weekday() >= SATURDAY or day in public_holidays(country, day.year):
        day += timedelta(days=1)
    return day


def _day(rule: str, year: int) -> date:
    when, *rest = rule.split()
    if when == "easter":
        return _easter(year) + timedelta(days=int(rest[0]))
    if not rest:
        return date.fromisoformat(f"{year}-{when}")
    weekday, count = WEEK.index(rest[0]), int(rest[1])
    days = Calendar().itermonthdates(year, int(when))
    found = [day for day in days if (day.month, day.weekday()) == (int(when), weekday)]
    return found[count - 1 if count > 0 else count]


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, from 1900 to 2099 (Gauss)."""
    moon = (19 * (year % 19) + 24) % 30
    moon -= (moon == 29) or (moon == 28 and year % 19 > 10)
    full = date(year, 3, 21) + timedelta(days=moon)
    return full + timedelta(days=6 - full.weekday() or 7)


US_FEDERAL = BusinessCalendar(
    # Eastern standard time: of the two times of the year, the one in which a day begins later.
    zone=timezone(timedelta(hours=-5)),
    # 17:30 in New York in summer, an hour too early in winter: EDGAR takes filings until 17:30 there.
    closes=time(21, 30, tzinfo=UTC),
    holidays=partial(public_holidays, "us_federal"),
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
