"""Reads over the window of the logs, in at most so many steps of time as a picture can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from leftopen.model.access_logs import ReadersResult, ReadHour
from leftopen.model.facts import Json
from leftopen.present.timestamps import format_utc

STEPS = (1, 2, 3, 6, 12, 24, 48, 7 * 24, 14 * 24, 28 * 24, 56 * 24, 112 * 24)
"""Hours of one step."""
MOST = 48
SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStep:
    """From `start` to before `end`. `hours`: those of the window in it, 0 outside; `missing`: those
    of them of which some log would not have shown a read. The counts are sums of `ReadHour`."""

    start: datetime
    end: datetime
    reads: int
    possibly: int
    own: int
    hours: int
    missing: int


def steps(reading: ReadersResult) -> list[ReadStep] | None:
    """Of the whole window, and of the hours beside it with reads that may belong to it. None where the
    reading kept no hours."""
    if reading.read_hours is None:
        return None
    covered = reading.window_hours()
    counted = {_hour(one.start): one for one in reading.read_hours}
    first, last = min((*covered, *counted)), max((*covered, *counted))
    size = next((step for step in STEPS if last // step - first // step < MOST), 0)
    size = size or -(-(last - first + 1) // (MOST - 1))
    return [_step(at * size, size, covered, counted) for at in range(first // size, last // size + 1)]


def step_json(one: ReadStep) -> dict[str, Json]:
    """A count is a lower bound where a log is missing; there none is null, and not 0."""
    reads, possibly, own = (
        count or (None if one.missing else 0) for count in (one.reads, one.possibly, one.own)
    )
    return {
        "from": format_utc(one.start),
        "to": format_utc(one.end),
        "reads": reads,
        "possibly": possibly,
        "own": own,
        "hours": one.hours,
        "hours_without_log": one.missing,
    }


def _step(first: int, size: int, covered: Mapping[int, bool], counted: Mapping[int, ReadHour]) -> ReadStep:
    within = range(first, first + size)
    found = [counted[hour] for hour in within if hour in counted]
    inside = [covered[hour] for hour in within if hour in covered]
    return ReadStep(
        start=_at(first),
        end=_at(first + size),
        reads=sum(one.reads for one in found),
        possibly=sum(one.possibly for one in found),
        own=sum(one.own for one in found),
        hours=len(inside),
        missing=inside.count(False),
    )


def _hour(at: datetime) -> int:
    """Since 1970."""
    return int(at.timestamp()) // SECONDS


def _at(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * SECONDS, UTC)
