"""The moment of a question about the past: `--as-of DATE`, and the same on pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from leftopen.errors import BadRequest

WRONG = "is not a valid date (example: 2026-11-20, or 2026-11-20T14:30 in UTC)"


def parse_as_of(text: str, now: datetime) -> datetime | None:
    """`2026-11-20` is the end of that day in UTC, `2026-11-20T14:30` that minute, in UTC unless it names
    another offset; None for ''. Never after `now`. Raises BadRequest."""
    text = text.strip()
    if not text:
        return None
    begin, end = time_span(text)
    if begin > now:
        raise BadRequest(f"{text[:40]!r} is in the future")
    return min(end, now)


def time_span(text: str) -> tuple[datetime, datetime]:
    """The first and the last moment that the text means. Raises BadRequest."""
    try:
        return _span(text.strip())
    except (ValueError, OverflowError):
        raise BadRequest(f"{text[:40]!r} {WRONG}") from None


def _span(text: str) -> tuple[datetime, datetime]:
    if "T" not in text and " " not in text:
        begin = datetime.combine(date.fromisoformat(text), time(), UTC)
        return begin, begin + timedelta(days=1) - datetime.resolution
    at = datetime.fromisoformat(text)
    at = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    return at, at
