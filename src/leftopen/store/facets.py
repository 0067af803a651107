"""The most frequent values of fields."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.store.client import Client
from leftopen.store.question import LIMITS, Question
from leftopen.store.search_facets import FacetSql, facet_expression


def facets(
    client: Client, asked: Question, wanted: Sequence[tuple[str, int]]
) -> dict[str, list[tuple[str, int]]]:
    """One statement for all of them, so that they are of the same moment. Raises BadQuery."""
    if not wanted:
        return {}
    parts = [_one(asked, number, facet_expression(name), top) for number, (name, top) in enumerate(wanted)]
    found = client.query(f"{' UNION ALL '.join(parts)} {LIMITS}", asked.made.params)
    answer: dict[str, list[tuple[str, int]]] = {name: [] for name, _ in wanted}
    for row in sorted(found, key=lambda row: (-int(row["n"]), row["value"])):
        answer[wanted[int(row["facet"])][0]].append((row["value"], int(row["n"])))
    return answer


def _one(asked: Question, number: int, facet: FacetSql, top: int) -> str:
    rows = asked.each(f"{facet.value} AS v", more=f" AND {facet.known}", join=facet.join)
    most = asked.made.bind(top, "UInt32")
    counted = f"SELECT v, count() AS n FROM ({rows}) GROUP BY v ORDER BY n DESC, v LIMIT {most}"  # noqa: S608
    return f"SELECT {number} AS facet, {facet.shown} AS value, n FROM ({counted})"  # noqa: S608
