"""The facets beside the results of a search, as lists of values to choose, exclude or remove. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from leftopen.model.severity import Severity
from leftopen.service.search.living import ALIVE
from leftopen.web.console.view.filters import filters

FACETS = (
    ("exposure", 8), ("severity", 5), ("vuln", 10), ("port", 24), ("product", 16), ("country", 250),
    ("org", 16), ("vantage", 10), ("tag", 10), ("cloud.provider", 8),
)  # fmt: skip
SHOWN, MOST = 8, 24


class Counts(Protocol):
    """The counts of a search."""

    @property
    def total(self) -> int: ...
    @property
    def gone(self) -> int: ...
    @property
    def facets(self) -> Mapping[str, Sequence[tuple[str, int]]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`without`: the search without it, where it is chosen."""

    value: str
    count: int
    without: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetList:
    """`most`: the greatest count; `first` are shown, `rest` behind a click."""

    field: str
    first: Sequence[Choice]
    rest: Sequence[Choice]
    most: int


def facet_lists(query: str, counts: Counts) -> list[FacetList]:
    """Those that have any value, in their order."""
    chosen = {(one.field, one.value): one.without for one in filters(query) if not one.negated}
    known = {**counts.facets, "severity": _by_level(counts.facets["severity"]), ALIVE: _alive(counts, chosen)}
    order = [name for name, _ in FACETS]
    order.insert(order.index("tag"), ALIVE)
    return [_list(name, known[name][:MOST], chosen) for name in order if known[name]]


def _list(field: str, pairs: Sequence[tuple[str, int]], chosen: Mapping[tuple[str, str], str]) -> FacetList:
    made = [Choice(value=value, count=n, without=chosen.get((field, value))) for value, n in pairs]
    return FacetList(
        field=field, first=made[:SHOWN], rest=made[SHOWN:], most=max(count for _, count in pairs)
    )


def _by_level(pairs: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(pairs, key=lambda pair: -Severity(pair[0]).rank)


def _alive(counts: Counts, chosen: Mapping[tuple[str, str], str]) -> list[tuple[str, int]]:
    """A search that does not ask for it finds the living; how many are gone is counted beside it."""
    asked = [value for field, value in chosen if field == ALIVE]
    if asked:
        return [(value, counts.total) for value in asked]
    return [("true", counts.total), ("false", counts.gone)] if counts.total or counts.gone else []
