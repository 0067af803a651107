"""Hour by hour: is there a log that would have shown a read?

Silence is not proof. An hour without lines may be one without requests, or one whose lines are lost; it
counts as covered only if somebody who knows the server says that the logs are complete.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from leftopen.impact.logs.judge_line import AFTER
from leftopen.model.access_logs import HourCoverage

HOUR = 60
LEAST_GAP = 10
"""Minutes of silence that are never odd by their length alone."""
ODD_TIMES = 12
"""A silence this many times as long as usual is odd."""
EXPECTED = 50
"""A silence in which this many lines were to be expected is odd."""

Span = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class LogMinutes:
    """What one log, or one server in it, has of each minute since 1970. `cuts`: spans of which lines are
    lost. `doubtful`: spans whose times are not sure. `untimed`: lines that were not understood, of an unknown
    time. `lacks`: an export says that it is not whole, and how."""

    lines: dict[int, int] = field(default_factory=dict)
    unread: dict[int, int] = field(default_factory=dict)
    success: int = 0
    sampled: bool = False
    failed: bool = False
    lacks: str = ""
    untimed: int = 0
    cuts: list[Span] = field(default_factory=list)
    doubtful: list[Span] = field(default_factory=list)

    def add(self, minute: int, lines: int, unread: int) -> None:
        if lines:
            self.lines[minute] = self.lines.get(minute, 0) + lines
        if unread and minute:
            self.unread[minute] = self.unread.get(minute, 0) + unread
        elif unread:
            self.untimed += unread


def minute_of(at: datetime) -> int:
    return int(at.timestamp()) // 60


def hours(
    logs: Mapping[str, LogMinutes], start: datetime, end: datetime, *, complete: bool = False
) -> Iterator[HourCoverage]:
    """Every hour of the window and of the hour after it, for each log."""
    first, last = minute_of(start), minute_of(end + AFTER)
    for name, log in sorted(logs.items()):
        whole, why = _everywhere(log), _faults(log, first, last, complete)
        counts = _per_hour(log.lines)
        unread = _per_hour(log.unread)
        for hour in range(first // HOUR, (last - 1) // HOUR + 1):
            yield HourCoverage(
                log=name,
                start=datetime.fromtimestamp(hour * 3600, UTC),
                lines=counts.get(hour, 0),
                unread=unread.get(hour, 0),
                why=whole or why.get(hour, ""),
                margin=hour * HOUR >= minute_of(end),
            )


def _everywhere(log: LogMinutes) -> str:
    """What takes every hour away."""
    if log.failed:
        return "failed"
    if log.lacks:
        return log.lacks
    if log.untimed:
        # The line at which a file is cut is not understood, and that is not the format's fault.
        return "cut" if log.untimed <= len(log.cuts) else "unread"
    if log.sampled:
        return "sampled"
    return "" if log.success else "no_reads"


def _faults(log: LogMinutes, first: int, last: int, complete: bool) -> dict[int, str]:
    """The reason of each hour that is not covered; the first reason counts."""
    why: dict[int, str] = {}
    _mark(why, log.cuts, first, last, "cut")
    for minute in log.unread:
        why.setdefault(minute // HOUR, "unread")
    _mark(why, log.doubtful, first, last, "ambiguous")
    if complete:
        return why
    active = sorted(log.lines)
    counts = _per_hour(log.lines)
    for hour in range(first // HOUR, (last - 1) // HOUR + 1):
        if not counts.get(hour):
            why.setdefault(hour, "silent")
    _mark(why, odd_silences(active, log.lines), first, last, "gap")
    _mark(why, _edges(active, first, last), first, last, "edge")
    return why


def _mark(why: dict[int, str], spans: Iterable[Span], first: int, last: int, reason: str) -> None:
    """`spans` end before their second minute."""
    for low, high in spans:
        for hour in range(max(low, first) // HOUR, min(max(high - 1, low), last) // HOUR + 1):
            why.setdefault(hour, reason)


def _per_hour(minutes: Mapping[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for minute, count in minutes.items():
        found[minute // HOUR] = found.get(minute // HOUR, 0) + count
    return found


def usual_gap(active: Sequence[int]) -> float:
    """The middle of the distances between minutes that have lines."""
    return median(b - a for a, b in pairwise(active)) if len(active) > 1 else 1.0


def odd_silences(active: Sequence[int], lines: Mapping[int, int]) -> Iterator[Span]:
    """Silences that are longer than this log's silences are, or in which many lines were to be expected."""
    usual = usual_gap(active)
    counts, busy = _per_hour(lines), _per_hour(dict.fromkeys(lines, 1))
    for low, high in pairwise(active):
        silent = high - low - 1
        if silent < 1:
            continue
        near = (low // HOUR, high // HOUR)
        rate = min(counts[hour] / busy[hour] for hour in near) / usual
        if silent > max(LEAST_GAP, ODD_TIMES * usual) or silent * rate >= EXPECTED:
            yield low + 1, high


def _edges(active: Sequence[int], first: int, last: int) -> Iterator[Span]:
    """What the log misses at the beginning and at the end."""
    if not active:
        yield first, last + 1
        return
    least = max(1.0, 2 * usual_gap(active))
    if active[0] > first + least:
        yield first, active[0]
    if active[-1] < last - least:
        yield active[-1], last + 1


def cut_spans(cuts: Collection[datetime], begins: Collection[datetime], end: datetime) -> Iterator[Span]:
    """`cuts`: the last times of files that are cut, `begins`: the first times of the files of that log. What
    a cut file lost lies before the next one begins; and some of it up to an hour before its last line, where
    a log has the times at which requests began."""
    for cut in cuts:
        later = [one for one in begins if one >= cut]
        until = min(later, default=end + timedelta(hours=4))
        yield minute_of(cut - AFTER), minute_of(until) + 1
