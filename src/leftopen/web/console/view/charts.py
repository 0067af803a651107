"""Geometry of the charts; the templates draw them as SVG. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leftopen.model.case import Case

MOST_BARS = 48
LEAST_HEIGHT = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """From `begin` to before `end`; `x`, `width`, `height` in percent."""

    begin: date
    end: date
    count: int
    x: float
    width: float
    height: float


def bars(days: Sequence[tuple[date, int]]) -> list[Bar]:
    """Equal spans from the first day to the last, at most 48 of them."""
    if not days:
        return []
    first, last = days[0][0], days[-1][0]
    span = -(-((last - first).days + 1) // MOST_BARS)
    number = ((last - first).days // span) + 1
    counts = [0] * number
    for day, count in days:
        counts[(day - first).days // span] += count
    most = max(counts)
    return [
        Bar(
            begin=first + timedelta(days=span * at),
            end=first + timedelta(days=span * (at + 1)),
            count=count,
            x=round(100 * at / number, 3),
            width=round(100 / number, 3),
            height=max(LEAST_HEIGHT, round(100 * count / most, 2)) if count else 0,
        )
        for at, count in enumerate(counts)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span of the timeline, in percent. `kind`: `surely` open, or `maybe` (not checked in between)."""

    kind: str
    x: float
    width: float


def window(case: Case, begin: datetime, end: datetime) -> list[Span]:
    """When the case was open, within that time."""
    whole = max((end - begin).total_seconds(), 1.0)

    def span(kind: str, a: datetime | None, b: datetime | None) -> list[Span]:
        if a is None or b is None or b <= begin:
            return []
        x = max(0.0, (a - begin).total_seconds() / whole)
        until = min(1.0, (b - begin).total_seconds() / whole)
        return [Span(kind=kind, x=round(100 * x, 2), width=round(max(0.6, 100 * (until - x)), 2))]

    last = case.closed or end
    return [
        *span("maybe", case.open_after, case.first_open),
        *span("maybe", case.last_open, last),
        *span("surely", case.first_open, case.last_open),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A curve in a field of 100 by 100, as the path of an SVG; `most` is the number at its upper edge,
    `times` the dates below it."""

    path: str
    most: int
    times: Sequence[datetime]


def line(points: Sequence[tuple[datetime, int]]) -> Line:
    """Equal steps from the first point to the last; at least two points."""
    most = _round_up(max(count for _, count in points))
    step = 100 / (len(points) - 1)
    corners = [
        f"{round(at * step, 2)} {round(100 - 100 * count / most, 2)}" for at, (_, count) in enumerate(points)
    ]
    times = [points[0][0], points[len(points) // 2][0], points[-1][0]]
    return Line(path=f"M{'L'.join(corners)}", most=most, times=times)


def _round_up(count: int) -> int:
    """To 1, 2 or 5 times a power of ten, even where it is halved."""
    power = 10 ** max(0, len(str(count)) - 1)
    return next(size * power for size in (1, 2, 4, 6, 8, 10) if size * power >= count) if count > 1 else 2


def share(count: int, most: int) -> float:
    """In percent."""
    return round(100 * count / most, 1) if most else 0.0
