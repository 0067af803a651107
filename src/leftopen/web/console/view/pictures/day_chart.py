"""The chart of services by the time at which they were last seen: bars, and the marks of both axes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from leftopen.web.console.view.pictures.charts import round_up

LEAST_HEIGHT = 2.0
MOST_TICKS = 4
HOURS = 3
"""Services that were last seen within so many days are counted by the hour."""
LONGEST = 800
"""More bars than any range that can be stored needs."""


class Unit(StrEnum):
    """What one bar stands for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """From `begin` to before `end`; `x`, `width`, `height` in percent; `name` says when."""

    begin: datetime
    end: datetime
    count: int
    name: str
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark below the bars: `x` in percent; `anchor` as in SVG."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChart:
    """`scale`: the numbers beside the bars, from the top to 0."""

    unit: Unit
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    scale: Sequence[int]


def wants_hours(days: Sequence[tuple[date, int]]) -> bool:
    return bool(days) and (days[-1][0] - days[0][0]).days < HOURS


def day_chart(
    days: Sequence[tuple[date, int]], hours: Sequence[tuple[datetime, int]] = ()
) -> DayChart | None:
    """Of at least one day; by the hour where `hours` are given."""
    if hours:
        return _chart(Unit.HOUR, hours)
    if not days:
        return None
    counts = [(datetime.combine(day, time(), UTC), count) for day, count in days]
    return _chart(_unit((days[-1][0] - days[0][0]).days + 1), counts)


def _unit(days: int) -> Unit:
    """The one that gives at most about sixty bars, as far as that is possible."""
    most = ((Unit.DAY, 62), (Unit.WEEK, 62 * 7), (Unit.MONTH, 62 * 31))
    return next((unit for unit, limit in most if days <= limit), Unit.QUARTER)


def _chart(unit: Unit, counts: Sequence[tuple[datetime, int]]) -> DayChart:
    begins = list(_begins(unit, counts[0][0], counts[-1][0]))
    summed = Counter[datetime]()
    for at, count in counts:
        summed[BEGIN[unit](at)] += count
    most = round_up(max(summed.values()))
    width = 100 / len(begins)
    bars = [
        Bar(
            begin=begin, end=_next(unit, begin), count=summed[begin], name=_name(unit, begin),
            x=round(at * width, 3), width=round(width, 3),
            height=max(LEAST_HEIGHT, round(100 * summed[begin] / most, 2)) if summed[begin] else 0,
        )
        for at, begin in enumerate(begins)
    ]  # fmt: skip
    return DayChart(unit=unit, bars=bars, ticks=_ticks(bars), scale=(most, most // 2, 0))


def _begins(unit: Unit, first: datetime, last: datetime) -> Iterable[datetime]:
    at = BEGIN[unit](first)
    for _ in range(LONGEST):
        if at > last:
            return
        yield at
        at = _next(unit, at)


def _month(at: datetime, months: int = 1) -> datetime:
    """The first of the month, or of the span of so many months."""
    return at.replace(month=at.month - (at.month - 1) % months, day=1, hour=0)


BEGIN: dict[Unit, Callable[[datetime], datetime]] = {
    Unit.HOUR: lambda at: at,
    Unit.DAY: lambda at: at,
    Unit.WEEK: lambda at: at - timedelta(days=at.weekday()),
    Unit.MONTH: _month,
    Unit.QUARTER: lambda at: _month(at, 3),
}
LENGTH = {
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
    Unit.WEEK: timedelta(days=7),
    Unit.MONTH: timedelta(days=32),
    Unit.QUARTER: timedelta(days=93),
}
"""From the first moment of one to some moment of the next."""


def _next(unit: Unit, begin: datetime) -> datetime:
    return BEGIN[unit](begin + LENGTH[unit])


def _ticks(bars: Sequence[Bar]) -> list[Tick]:
    """At the middle of some bars, at equal distances."""
    step = -(-len(bars) // MOST_TICKS)
    # A year that all bars share stands above the chart.
    cut = len("2026-") if len({bar.begin.year for bar in bars}) == 1 else 0
    return [
        Tick(x=round(bar.x + bar.width / 2, 2), text=bar.name[cut:], anchor=_anchor(bar))
        for bar in bars[::step]
    ]


def _anchor(bar: Bar) -> str:
    """So that no text stands out of the chart."""
    middle = bar.x + bar.width / 2
    return "start" if middle < 10 else "end" if middle > 90 else "middle"


def _name(unit: Unit, at: datetime) -> str:
    """The same in every language."""
    if unit is Unit.QUARTER:
        return f"{at:%Y}-Q{(at.month + 2) // 3}"
    formats = {Unit.HOUR: "%Y-%m-%d %H:%M", Unit.MONTH: "%Y-%m"}
    return f"{at:{formats.get(unit, '%Y-%m-%d')}}"
