"""Times in events and proofs. A time has one spelling, so that its hash is unique."""

from __future__ import annotations

from datetime import datetime

from leftopen.present.timestamps import format_utc as format_utc


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
