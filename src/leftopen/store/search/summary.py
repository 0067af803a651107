"""What a search counts beside its results, from one reading of the query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from leftopen.store.engine.client import Client
from leftopen.store.search import facets, histogram
from leftopen.store.search.search_query import SearchQuery

Days = Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The number of matches, the most frequent values of each facet, and the matches by day and by hour,
    oldest first. `absent`: some services may be gone."""

    total: int
    facets: dict[str, list[tuple[str, int]]]
    days: Days
    hours: Sequence[tuple[datetime, int]]
    absent: bool


def summary(
    client: Client,
    asked: SearchQuery,
    wanted: Sequence[tuple[str, int]],
    wants_hours: Callable[[Days], bool],
) -> Summary:
    """In the background; the hours are counted only where the days want them. Raises BadQuery."""
    total, values = facets.count_facets(client, asked, wanted, beside=True)
    days = histogram.days(client, asked)
    hours = histogram.hours(client, asked) if wants_hours(days) else ()
    return Summary(total=total, facets=values, days=days, hours=hours, absent=asked.absent)
