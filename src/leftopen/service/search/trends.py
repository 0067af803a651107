"""Counts the matches of a search month by month, without gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from leftopen.errors import BadQuery
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.search.trends import Trends

MOST_VALUES = 20_000
Values = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """`name` such as 2023-02; `services` how many matched in it; `facets` their most frequent values."""

    name: str
    services: int
    facets: Mapping[str, Values]


def trend(workspace: Workspace, query: str, wanted: Sequence[tuple[str, int]]) -> list[Month]:
    """Every month from the first to the last match. Raises BadQuery."""
    trends = Trends(workspace.store.client)
    counted = trends.months(query)
    months = between(min(counted), max(counted)) if counted else []
    if len(months) * sum(number for _, number in wanted) > MOST_VALUES:
        raise BadQuery(
            f"{len(months)} months with these facets exceed {MOST_VALUES:,} values; use fewer facets"
        )
    found = trends.facets(query, wanted)
    return [
        Month(
            name=f"{month // 100}-{month % 100:02d}",
            services=counted.get(month, 0),
            facets={name: found[name].get(month, ()) for name, _ in wanted},
        )
        for month in months
    ]


def between(first: int, last: int) -> list[int]:
    """202211, 202212, 202301 … inclusive."""
    every = (year * 100 + month for year in range(first // 100, last // 100 + 1) for month in range(1, 13))
    return list(takewhile(lambda month: month <= last, (month for month in every if month >= first)))
