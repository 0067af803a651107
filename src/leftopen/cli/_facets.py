"""Facets: read from a command line, drawn as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.cli._output import Output
from leftopen.model.facts import Json

TOP = 10
BAR = 24


def read(words: str) -> list[tuple[str, int]]:
    """`country,port:5` → name and how many. Raises BadQuery for a number that is none."""
    from leftopen.errors import BadQuery

    found = []
    for word in words.split(","):
        name, _, number = word.strip().partition(":")
        if number and not (number.isascii() and number.isdigit() and int(number)):
            raise BadQuery(f"{word}: takes a number from 1 up behind its colon, as in {name}:5", 0)
        if name:
            found.append((name.lower(), int(number or TOP)))
    return found


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
