"""When a monitor runs: after an interval (`6h`), or by a cron expression (`0 3 * * 1 Europe/Berlin`)."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from cronsim import CronSim, CronSimError

from leftopen.errors import BadRequest
from leftopen.formats.time_zone import time_zone
from leftopen.model.monitor import Monitor

SHORTEST_S, LONGEST_S = 60, 365 * 86_400
FIELDS = 5
"""Minute, hour, day of the month, month, day of the week."""
LONGEST_CRON = 200
"""Characters."""
EXAMPLE = "0 3 * * 1, or 0 3 * * 1 Europe/Berlin"
_EVERY = re.compile(r"([1-9][0-9]{0,5})([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{0,59}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """`every` so many seconds; with `cron` at its times, and `every` is how far apart the next two are."""

    every: int
    cron: str = ""


def parse(text: str, now: datetime) -> Schedule:
    """An interval, or five fields of cron and perhaps a time zone. Raises BadRequest."""
    words = text.split()
    if len(words) < FIELDS:
        return Schedule(every=seconds(text))
    cron = " ".join(words)
    if len(cron) > LONGEST_CRON:
        raise BadRequest(f"a cron expression may have {LONGEST_CRON} characters; example: {EXAMPLE}")
    first = _next(cron, now)
    return Schedule(every=int((_next(cron, first) - first).total_seconds()), cron=cron)


def text(monitor: Monitor) -> str:
    """The inverse of `parse`."""
    return monitor.cron or every(monitor.every)


def first_run(monitor: Monitor, now: datetime) -> datetime:
    """With an interval now; with cron never at another time than it says."""
    return _next(monitor.cron, now) if monitor.cron else now


def next_run(monitor: Monitor, now: datetime) -> datetime:
    """The run after one that begins now."""
    return _next(monitor.cron, now) if monitor.cron else now + timedelta(seconds=monitor.every)


def seconds(text: str) -> int:
    """`30m`, `6h`, `1d` as seconds. Raises BadRequest."""
    found = _EVERY.fullmatch(text.strip().lower())
    length = int(found[1]) * _UNITS[found[2]] if found else 0
    if not SHORTEST_S <= length <= LONGEST_S:
        raise BadRequest(f"{text[:40]!r} is not a valid interval; use 1m to 365d, such as 30m, 6h or 1d")
    return length


def every(length: int) -> str:
    """The inverse of `seconds`, in the largest unit that divides it."""
    unit = next(unit for unit in "wdhms" if length % _UNITS[unit] == 0)
    return f"{length // _UNITS[unit]}{unit}"


def _next(cron: str, now: datetime) -> datetime:
    """The first of its times after that one. When clocks go forward, a time that is skipped comes right
    after; when they go back, one that comes twice counts once. Raises BadRequest."""
    words = cron.split()
    zone = _zone(words[FIELDS:])
    try:
        times = CronSim(" ".join(words[:FIELDS]), now.astimezone(zone))
        # Within an hour that comes twice, the library's next time may be of the first one.
        return next(at for at in times if at > now).astimezone(UTC)
    except CronSimError as error:
        raise BadRequest(f"{cron[:80]!r}: {str(error).lower()}; example: {EXAMPLE}") from None
    except StopIteration:
        raise BadRequest(f"{cron[:80]!r} never occurs within the next 50 years") from None


def _zone(words: list[str]) -> tzinfo:
    """UTC without a name."""
    if not words:
        return UTC
    name = " ".join(words)
    with suppress(ValueError):
        if _ZONE.fullmatch(name):
            return time_zone(name)
    raise BadRequest(f"unknown time zone {name[:60]!r}; example: {EXAMPLE}")
