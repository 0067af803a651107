"""Parses dates of mails and servers to UTC; None for invalid ones. Never raises."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

EARLIEST, LATEST = 1971, 2100


def mail_date(value: str) -> datetime | None:
    """RFC 5322, such as `Tue, 01 Jan 2019 10:00:00 +0000`."""
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
