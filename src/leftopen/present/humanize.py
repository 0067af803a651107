"""Formats amounts for users: bytes, durations, times, counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

BYTES = ("B", "kB", "MB", "GB", "TB", "PB")
_SPANS = ((86400, "days"), (3600, "hours"), (60, "minutes"))


def format_bytes(count: int) -> str:
    """`0 B`, `999 B`, `1.2 MB`, `3 TB`: decimal units, as disks are sold."""
    amount, unit = float(count), 0
    while round(amount, 1) >= 1000 and unit < len(BYTES) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{f'{amount:.1f}'.removesuffix('.0')} {BYTES[unit]}"


def format_bounds(least: int, most: int | None) -> str:
    """`at least 38, at most 51`; `most` None: it is not known."""
    return f"at least {least:,}, at most {'not known' if most is None else f'{most:,}'}"


def format_count(count: int, one: str, many: str = "") -> str:
    """`1 record`, `20,600 records`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def format_duration(span: timedelta) -> str:
    """`0.4 s`, `12 s`, `3 minutes`, `5 hours`, `17 days`: in the largest unit with at least two of it,
    rounded down; a negative span has a minus."""
    seconds = abs(span.total_seconds())
    sign = "-" if span < timedelta() else ""
    for length, many in _SPANS:
        if seconds >= 2 * length:
            return f"{sign}{int(seconds // length)} {many}"
    if seconds >= 10:
        return f"{sign}{int(seconds)} s"
    return f"{sign}{f'{seconds:.1f}'.removesuffix('.0')} s"


def last_day(until: datetime) -> str:
    """`2027-01-31`: the last day before a moment that is usually a midnight. What is valid until the end of
    a day ends with the first moment of the next one."""
    return f"{(until - timedelta(microseconds=1)).astimezone(UTC):%Y-%m-%d}"


def format_time(at: datetime) -> str:
    """`2023-02-08 01:02:03 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
