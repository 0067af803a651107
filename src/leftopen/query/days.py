"""Days as ranges of microseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from leftopen.query.nodes import Range

_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_SIGNED = re.compile(r"(>=|<=|>|<)?([0-9/-]{8,10})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LENGTH = 86_400_000_000


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def before(text: str) -> Range | None:
    day = begin(text)
    return None if day is None else Range(low=None, high=day - 1)


def after(text: str) -> Range | None:
    day = begin(text)
    return None if day is None else Range(low=day, high=None)


def on_day(text: str) -> Range | None:
    """`08/02/2023` that day, `>08/02/2023` the days after it, `>=`, `<`, `<=`."""
    signed = _SIGNED.fullmatch(text)
    day = begin(signed[2]) if signed else None
    if signed is None or day is None:
        return None
    return {
        None: Range(low=day, high=day + _LENGTH - 1),
        ">": Range(low=day + _LENGTH, high=None),
        ">=": Range(low=day, high=None),
        "<": Range(low=None, high=day - 1),
        "<=": Range(low=None, high=day + _LENGTH - 1),
    }[signed[1]]


def begin(text: str) -> int | None:
    """Microseconds of the day's beginning, UTC; dd/mm/yyyy, or ISO."""
    day, iso = _DAY.fullmatch(text), _ISO.fullmatch(text)
    try:
        if day:
            return micros(datetime(int(day[3]), int(day[2]), int(day[1]), tzinfo=UTC))
        if iso:
            return micros(datetime(int(iso[1]), int(iso[2]), int(iso[3]), tzinfo=UTC))
    except ValueError:
        return None
    return None
