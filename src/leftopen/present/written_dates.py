"""Dates and times as people write them in letters: `30 November 2026 at 10:30 (Paris time)`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leftopen.translate import ENGLISH, N_, Moments

MOMENT = N_("{date} at {time} ({zone})")
CITY = N_("{city} time")
CLOCK = N_("HH:mm")


def locale_of(language: str, country: str) -> str:
    """For Babel: English outside of the United States is written as in the United Kingdom."""
    return f"en_{'US' if country == 'US' else 'GB'}" if language == ENGLISH else language


def zone_of(country: str, at: datetime) -> tzinfo:
    """The zone of a country in which all clocks show the same time; UTC for every other one."""
    from babel.core import get_global

    names: Sequence[str] = get_global("territory_zones").get(country, ())
    try:
        zones = [ZoneInfo(name) for name in names]
    except ZoneInfoNotFoundError:
        return UTC
    same = len({at.astimezone(zone).utcoffset() for zone in zones}) == 1
    return zones[0] if same else UTC


def written_date(day: date, language: str, country: str = "") -> str:
    """`30 November 2026`, in the United States `November 30, 2026`."""
    from babel.dates import format_date

    text = format_date(day, "long", locale=locale_of(language, country))
    return re.sub(r"^1 ", "1er ", text) if language == "fr" else text


def written(language: str, country: str = "", zone: tzinfo | None = None) -> Moments:
    """How a letter of that country in that language writes a time; in `zone`, else in that of the country."""

    def write(at: date) -> str:
        from babel.dates import format_time

        if not isinstance(at, datetime):
            return written_date(at, language, country)
        there = at.astimezone(zone or zone_of(country, at))
        locale = locale_of(language, country)
        clock = "short" if locale == "en_US" else CLOCK.text(language)
        return MOMENT.text(language).format(
            date=written_date(there.date(), language, country),
            time=format_time(there, clock, locale=locale),
            zone=_zone_name(there, language),
        )

    return write


def _zone_name(at: datetime, language: str) -> str:
    from babel.dates import get_timezone_location

    if not isinstance(at.tzinfo, ZoneInfo):
        return "UTC" if at.utcoffset() == UTC.utcoffset(at) else f"UTC{at:%:z}"
    city = get_timezone_location(at.tzinfo, locale=language, return_city=True)
    text = CITY.text(language).format(city=city)
    return re.sub(r"\bde (?=[AEIOUÉÎ])", "d’", text) if language == "fr" else text
