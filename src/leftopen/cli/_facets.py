"""Facets as a JSON line has them, and drawn as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.cli._output import Output
from leftopen.model.facts import Json

BAR = 24


def field(facets: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, Json]:
    """As a JSON line has them."""
    return {
        name: [{"value": value, "count": count} for value, count in values] for name, values in facets.items()
    }


def draw(out: Output, facets: Mapping[str, Sequence[tuple[str, int]]]) -> None:
    """A table for each, its longest bar the most frequent value."""
    for name, values in facets.items():
        most = max((count for _, count in values), default=1)
        rows = [(value, f"{count:,}", "█" * max(1, round(BAR * count / most))) for value, count in values]
        if rows:
            out.table((name, "services", ""), rows)
        else:
            out.text(f"{name}: no values")
