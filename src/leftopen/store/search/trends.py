"""Counts the services that matched a search in each month of the whole history."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.store.engine.client import Client
from leftopen.store.search import search_query
from leftopen.store.search.facet_sql import facet_expression
from leftopen.store.search.search_query import LIMITS, TableState

Month = int
"""Such as 202302."""
_MONTH = "toYYYYMM(timestamp) AS month"


class Trends:
    """Counts services, not observations: one that was seen daily counts once a month. Raises BadQuery,
    StoreFailed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def months(self, query: str) -> dict[Month, int]:
        """The months with any match, oldest first."""
        asked = search_query.search_query(query, self._client, history=True, state=TableState, every=True)
        found = self._client.query(
            f"SELECT month, uniqExact(service) AS n FROM ({asked.each(f'{_MONTH}, service')}) "  # noqa: S608
            f"GROUP BY month ORDER BY month {LIMITS}",
            asked.made.params,
        )
        return {int(row["month"]): int(row["n"]) for row in found}

    def facets(
        self, query: str, wanted: Sequence[tuple[str, int]]
    ) -> dict[str, dict[Month, list[tuple[str, int]]]]:
        """For each (field, top) the most frequent values of each month, greatest first."""
        search_query.check_facets(wanted)
        return {name: self._facet(query, name, top) for name, top in wanted}

    def _facet(self, query: str, name: str, top: int) -> dict[Month, list[tuple[str, int]]]:
        facet = facet_expression(name)
        asked = search_query.search_query(query, self._client, history=True, state=TableState, every=True)
        rows = asked.each(
            f"{_MONTH}, service, {facet.value} AS v", more=f" AND {facet.known}", join=facet.join
        )
        most = asked.made.bind(top, "UInt32")
        counted = (
            f"SELECT month, v, uniqExact(service) AS n FROM ({rows}) GROUP BY month, v "  # noqa: S608
            f"ORDER BY month, n DESC, v LIMIT {most} BY month"
        )
        sql = (
            f"SELECT month, {facet.shown} AS value, n FROM ({counted}) ORDER BY month, n DESC, value {LIMITS}"  # noqa: S608
        )
        months: dict[Month, list[tuple[str, int]]] = {}
        for row in self._client.query(sql, asked.made.params):
            months.setdefault(int(row["month"]), []).append((row["value"], int(row["n"])))
        return months
