"""Geometry of the charts; the templates draw them as SVG. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leftopen.cases.open_intervals import stretches
from leftopen.model.case import Case
from leftopen.model.closure import CheckObservation


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span of the timeline, in percent. `kind`: `surely` open, or `maybe` (not checked in between)."""

    kind: str
    x: float
    width: float


def window(case: Case, begin: datetime, end: datetime, looks: Sequence[CheckObservation]) -> list[Span]:
    """When the case was open, within that time; `looks` are all its checks."""
    whole = max((end - begin).total_seconds(), 1.0)

    def span(kind: str, a: datetime, b: datetime) -> list[Span]:
        if b <= begin:
            return []
        x = max(0.0, (a - begin).total_seconds() / whole)
        until = min(1.0, (b - begin).total_seconds() / whole)
        return [Span(kind=kind, x=round(100 * x, 2), width=round(max(0.6, 100 * (until - x)), 2))]

    found = sorted(stretches(case, looks, end), key=lambda one: one.sure)
    drawn = [part for one in found for part in span("surely" if one.sure else "maybe", one.begin, one.end)]
    # One check alone is a moment: it is drawn too.
    moment = span("surely", case.first_open, case.first_open + timedelta(microseconds=1))
    return drawn if any(part.kind == "surely" for part in drawn) else [*drawn, *moment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A curve in a field of 100 by 100, as the path of an SVG; `most` is the number at its upper edge,
    `times` the dates below it."""

    path: str
    most: int
    times: Sequence[datetime]


def line(points: Sequence[tuple[datetime, int]]) -> Line:
    """Equal steps from the first point to the last; at least two points."""
    most = round_up(max(count for _, count in points))
    step = 100 / (len(points) - 1)
    corners = [
        f"{round(at * step, 2)} {round(100 - 100 * count / most, 2)}" for at, (_, count) in enumerate(points)
    ]
    times = [points[0][0], points[len(points) // 2][0], points[-1][0]]
    return Line(path=f"M{'L'.join(corners)}", most=most, times=times)


def round_up(count: int) -> int:
    """To 1, 2 or 5 times a power of ten, even where it is halved."""
    power = 10 ** max(0, len(str(count)) - 1)
    return next(size * power for size in (1, 2, 4, 6, 8, 10) if size * power >= count) if count > 1 else 2


def share(count: int, most: int) -> float:
    """In percent."""
    return round(100 * count / most, 1) if most else 0.0
