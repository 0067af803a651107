"""The changes of each day as a row of bars, of which one chooses a day. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from leftopen.model.monitor import EventKind, MonitorEvent
from leftopen.service.monitoring.change_list import EXPOSURES

LEAST_HEIGHT = 3.0
SERVICES = (EventKind.NEW_HOST, EventKind.NEW_PORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBar:
    """`exposures` of the `count` changes are exposures; `x`, `width`, `height` and `bad` (the height of the
    exposures) in percent."""

    day: date
    count: int
    exposures: int
    x: float
    width: float
    height: float
    bad: float


def day_bars(changes: Iterable[MonitorEvent], first: date, days: int) -> Sequence[DayBar]:
    """One bar for each day from `first` on, also for days without any change."""
    counts, bad = Counter[date](), Counter[date]()
    for one in changes:
        counts[one.at.date()] += 1
        bad[one.at.date()] += one.kind in EXPOSURES
    most, width = max(counts.values(), default=1), 100 / days
    return [
        DayBar(
            day=day, count=counts[day], exposures=bad[day], x=round(at * width, 3), width=round(width, 3),
            height=_height(counts[day], most), bad=_height(bad[day], most),
        )
        for at, day in enumerate(first + timedelta(days=number) for number in range(days))
    ]  # fmt: skip


def by_day(changes: Sequence[MonitorEvent]) -> list[tuple[date, list[tuple[MonitorEvent, str]]]]:
    """Each day with its changes, in their order, each with the service behind it. What several monitors saw
    is one line, and so is an exposure with the port or host that is new with it."""
    days = groupby(changes, key=lambda one: one.at.date())
    return [(day, list(_folded([*some]))) for day, some in days]


def _folded(changes: Sequence[MonitorEvent]) -> Iterator[tuple[MonitorEvent, str]]:
    exposed = {one.endpoint for one in changes if one.kind in EXPOSURES}
    services = {one.endpoint: one.after for one in changes if one.kind in SERVICES}
    said = set[tuple[object, ...]]()
    for one in changes:
        key = (one.kind, one.endpoint, one.case, one.before, one.after)
        if key in said or (one.kind in SERVICES and one.endpoint in exposed):
            continue
        said.add(key)
        yield one, services.get(one.endpoint, "") if one.kind in EXPOSURES else ""


def _height(count: int, most: int) -> float:
    return max(LEAST_HEIGHT, round(100 * count / most, 2)) if count else 0.0
