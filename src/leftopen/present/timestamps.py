"""Times as text: they end in Z, with six decimals, so that texts sort as times do. A time has one
spelling, so that its hash is unique.

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


def parse_utc(text: object) -> datetime:
    """The inverse of `format_utc`. ValueError for every other spelling."""
    # Ten times as fast as `strptime`, and it accepts more: the comparison refuses that.
    moment = datetime.fromisoformat(str(text))
    if format_utc(moment) != text:
        raise ValueError(f"{text!r} is not the way a moment is written here")
    return moment


def parse_utc_or_none(text: object) -> datetime | None:
    """None for None, else as `parse_utc`."""
    return None if text is None else parse_utc(text)
