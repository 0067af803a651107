"""Facets: fetched, as JSON fields, and drawn as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from leftopen.cli._output import Output
from leftopen.model.facts import Json
from leftopen.query.facet_words import MOST_VALUES

if TYPE_CHECKING:
    from leftopen.store.observations.observations import Observations

BAR = 24
Counted = Mapping[str, Sequence[tuple[str, int]]]


def fetch(
    store: Observations, query: str, wanted: Sequence[tuple[str, int]], *, history: bool, whole: bool
) -> tuple[int, Counted]:
    """The number of results, and the values. With `whole`, all values that the store returns, so that
    `draw` can show how many there are."""
    names = [(name, MOST_VALUES if whole else top) for name, top in wanted]
    return store.counted(query, names, history=history)


def field(facets: Counted) -> dict[str, Json]:
    """The facets as JSON."""
    return {
        name: [{"value": value, "count": count} for value, count in values] for name, values in facets.items()
    }


def counted_unit(history: bool) -> str:
    """The unit of the counts."""
    return "observation" if history else "result"


def draw(out: Output, facets: Counted, tops: Mapping[str, int], unit: str) -> None:
    """A table of the top values of each facet with bars, and the number of values not shown."""
    for name, values in facets.items():
        most = max((count for _, count in values), default=1)
        rows = [
            (value, f"{count:,}", "█" * max(1, round(BAR * count / most)))
            for value, count in values[: tops[name]]
        ]
        if not rows:
            out.text(f"{name}: no values")
            continue
        out.table((name, f"{unit}s", ""), rows)
        if len(rows) < len(values):
            more = " or more" if len(values) == MOST_VALUES else ""
            out.text(f"top {len(rows):,} of {len(values):,}{more} values")
