"""Parses a time in a foreign file: ISO 8601 (without a zone: UTC), or seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime

from leftopen.model.facts import Json

# Files of these formats hold no earlier times, and no later ones can be right.
EARLIEST, LATEST = 1990, 2299
# Years of a clock that was not set: the zero of Unix and of Go.
UNSET = (1970, 1)


def read(value: Json) -> datetime | None:
    """UTC, to the microsecond; None for anything that is no time of these years."""
    found = _parsed(value)
    return found if found is not None and EARLIEST <= found.year <= LATEST else None


def is_unset(value: Json) -> bool:
    """Is there no time, or that of a clock that was not set?"""
    if value in (None, "", 0, "0"):
        return True
    found = _parsed(value)
    return found is not None and found.year in UNSET


def _parsed(value: Json) -> datetime | None:
    try:
        if isinstance(value, str) and not _is_number(value):
            found = datetime.fromisoformat(value)
        elif isinstance(value, int | float | str) and not isinstance(value, bool):
            found = datetime.fromtimestamp(float(value), UTC)
        else:
            return None
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _is_number(value: str) -> bool:
    """`20260301` is a date to ISO 8601; seconds since 1970 have nine digits or more."""
    whole = value.partition(".")[0]
    return len(whole) >= 9 and whole.isascii() and whole.isdecimal()
