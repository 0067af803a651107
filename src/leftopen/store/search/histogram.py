"""Counts the observations of a search on each day."""

from __future__ import annotations

from datetime import date

from leftopen.store.engine.client import Client
from leftopen.store.search.search_query import BESIDE, LIMITS, SearchQuery

MOST_DAYS = 3660


def days(client: Client, asked: SearchQuery, *, beside: bool = False) -> list[tuple[date, int]]:
    """Oldest first; days without any are left out."""
    rows = asked.each("toDate(timestamp, 'UTC') AS day")
    limits = BESIDE if beside else LIMITS
    sql = f"SELECT day, count() AS n FROM ({rows}) GROUP BY day ORDER BY day DESC LIMIT {MOST_DAYS} {limits}"  # noqa: S608
    found = client.query(sql, asked.made.params)
    return sorted((date.fromisoformat(row["day"]), int(row["n"])) for row in found)
