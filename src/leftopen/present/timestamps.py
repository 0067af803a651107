"""Times in JSON lines: they end in Z, with six decimals, so that texts sort as times do.

A time without a zone raises ValueError: guessing one would move an exposure window by hours.
"""

from __future__ import annotations

from datetime import UTC, datetime


def format_utc(at: datetime) -> str:
    """`2023-02-08T01:02:03.456789Z`. Raises ValueError for a time without a zone."""
    return f"{naive_utc(at)}Z"


def format_utc_or_none(at: datetime | None) -> str | None:
    """`format_utc`, or None for no time."""
    return None if at is None else format_utc(at)


def naive_utc(at: datetime) -> str:
    """Shodan's form: UTC, without a zone."""
    if at.utcoffset() is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
