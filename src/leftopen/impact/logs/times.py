"""The forms of a time in logs, as SQL that gives DateTime64(3, 'UTC') or NULL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from leftopen.impact.logs.sql_text import quoted


def clf(value: str) -> str:
    """`28/Nov/2026:14:01:06 +0000`, the last 26 characters of `value`: a user's name before it may hold
    anything."""
    text = f"right({value}, 26)"
    zone = (
        f"if(substring({text}, 22, 1) IN ('+', '-') AND length({value}) >= 26, "
        f"toInt32OrNull(substring({text}, 22, 1) || '1') * (toInt32OrNull(substring({text}, 23, 2)) * 3600 "
        f"+ toInt32OrNull(substring({text}, 25, 2)) * 60), NULL)"
    )
    naive = f"parseDateTimeOrNull(substring({text}, 1, 20), '%d/%b/%Y:%H:%i:%s', 'UTC')"
    return f"toDateTime64({naive} - {zone}, 3, 'UTC')"


def iso(value: str) -> str:
    """`2026-11-28T14:01:06.123Z` or with an offset; without either it is no time."""
    zoned = f"(endsWith({value}, 'Z') OR match(substring({value}, 20), '[+-][0-9]{{2}}:?[0-9]{{2}}$'))"
    return f"if({zoned} AND length({value}) >= 20, parseDateTime64BestEffortOrNull({value}, 3, 'UTC'), NULL)"


def epoch(value: str) -> str:
    """Seconds since 1970 with a fraction."""
    number = f"toFloat64OrNull({value})"
    inside = f"{number} > 0 AND {number} < 4e9"
    return f"if({inside}, fromUnixTimestamp64Milli(toInt64({number} * 1000), 'UTC'), NULL)"


def wall(value: str, form: str, zone: str) -> str:
    """A time without a zone, read by the clock of `zone`."""
    return f"toDateTime64(parseDateTimeOrNull({value}, {quoted(form)}, {quoted(zone)}), 3, 'UTC')"


def repeated_hours(zone: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Spans (UTC) whose times on the clock of `zone` occur twice, between the two times."""
    clock, found = ZoneInfo(zone), []
    step = timedelta(minutes=30)
    at = (start - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    while at < end + timedelta(days=1):
        before, after = (one.astimezone(clock).utcoffset() for one in (at, at + step))
        if before is not None and after is not None and after < before:
            moment = at + step
            back = before - after
            found.append((moment - back, moment + back))
        at += step
    return [(low.astimezone(UTC), high.astimezone(UTC)) for low, high in found]


def is_ambiguous(value: str, zone: str) -> str:
    """1 where that time occurs twice on the clock of `zone`: read as the earlier or the later one, it is the
    same time there."""
    shown = f"toString({value}, {quoted(zone)})"
    return (
        f"toUInt8({shown} = toString({value} + INTERVAL 1 HOUR, {quoted(zone)}) "
        f"OR {shown} = toString({value} - INTERVAL 1 HOUR, {quoted(zone)}))"
    )
