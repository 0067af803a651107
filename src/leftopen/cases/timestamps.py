"""Times in events and proofs: UTC, microseconds, a `Z`."""

from __future__ import annotations

from datetime import UTC, datetime

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def format_utc(at: datetime) -> str:
    """`2026-11-24T16:35:49.000000Z`. A time has one spelling, so that its hash is unique. ValueError for a
    datetime without a zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone can't be written down")
    moment = at.astimezone(UTC)
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S.%f}Z"


def parse_utc(text: object) -> datetime:
    """The inverse of `format_utc`. ValueError for every other spelling."""
    moment = datetime.strptime(str(text), _FORM).replace(tzinfo=UTC)
    if format_utc(moment) != text:
        raise ValueError(f"{text!r} is not the way a moment is written here")
    return moment


def parse_utc_or_none(text: object) -> datetime | None:
    """None for None, else as `parse_utc`."""
    return None if text is None else parse_utc(text)
