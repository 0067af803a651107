"""Parses dates of mails and servers to UTC; None for invalid ones. Never raises."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

EARLIEST, LATEST = 1971, 2100
USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-])([01]\d)([0-5]\d)"
    r"(?: \([A-Z]{2,5}\))?",
    re.ASCII,
)
MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1
    )
}


def mail_date(value: str) -> datetime | None:
    """RFC 5322, such as `Tue, 01 Jan 2019 10:00:00 +0000`."""
    return _usual(value) or _any(value)


def _usual(value: str) -> datetime | None:
    """As nearly every mail has it, for which the library takes ten times as long; None for any other."""
    found = USUAL.fullmatch(value)
    if found is None:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        moment = datetime(int(year), MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except (ValueError, KeyError):
        return None
    if not EARLIEST < moment.year < LATEST:
        return None
    behind = timedelta(hours=int(hours), minutes=int(minutes))
    return moment - behind if sign == "+" else moment + behind


def _any(value: str) -> datetime | None:
    try:
        return _sane(parsedate_to_datetime(value[:100]))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def iso(value: str) -> datetime | None:
    """ISO 8601; without a zone it is taken as UTC."""
    try:
        return _sane(datetime.fromisoformat(value[:40]))
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def form(value: str, pattern: str) -> datetime | None:
    """By a `strptime` pattern, as UTC. Cached: it is slow, and a page is read several times."""
    try:
        return _sane(datetime.strptime(value[:40], pattern).replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _sane(moment: datetime) -> datetime | None:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC) if EARLIEST <= moment.year <= LATEST else None
