"""Counts the observations of a search on each day, or in each hour; in the background."""

from __future__ import annotations

from datetime import UTC, date, datetime

from leftopen.store.engine.client import Client
from leftopen.store.search.search_query import BESIDE, SearchQuery

MOST_DAYS, MOST_HOURS = 3660, 240


def days(client: Client, asked: SearchQuery) -> list[tuple[date, int]]:
    """Oldest first; days without any are left out."""
    rows = asked.each("toDate(timestamp, 'UTC') AS day")
    last = f"ORDER BY day DESC LIMIT {MOST_DAYS} {BESIDE}"
    sql = f"SELECT day, count() AS n FROM ({rows}) GROUP BY day {last}"  # noqa: S608
    found = client.query(sql, asked.made.params)
    return sorted((date.fromisoformat(row["day"]), int(row["n"])) for row in found)


def hours(client: Client, asked: SearchQuery) -> list[tuple[datetime, int]]:
    """The newest `MOST_HOURS` that have any, oldest first."""
    rows = asked.each("toUnixTimestamp(toStartOfHour(timestamp, 'UTC')) AS hour")
    last = f"ORDER BY hour DESC LIMIT {MOST_HOURS} {BESIDE}"
    sql = f"SELECT hour, count() AS n FROM ({rows}) GROUP BY hour {last}"  # noqa: S608
    found = client.query(sql, asked.made.params)
    return sorted((datetime.fromtimestamp(int(row["hour"]), UTC), int(row["n"])) for row in found)
