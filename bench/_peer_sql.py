"""The questions of the bench as SQL for PostgreSQL: of each, the statements that answer it together."""

from __future__ import annotations

from collections.abc import Sequence

from bench._peer_postgresql import COLUMNS

_WHOLE = ", ".join(COLUMNS)


def counts(text: str, only: str, facets: Sequence[tuple[str, int]]) -> list[str]:
    """How many have the text and the filter `name:value`, and the most frequent values of each facet."""
    found = f"FROM banners WHERE {_where(text, only)}"
    each = [f"SELECT {name}, count(*) {found} GROUP BY 1 ORDER BY 2 DESC LIMIT {top}" for name, top in facets]
    return [f"SELECT count(*) {found}", *each]


def page(text: str, only: str) -> list[str]:
    """A hundred whole rows, newest first."""
    return [f"SELECT {_WHOLE} FROM banners WHERE {_where(text, only)} ORDER BY timestamp DESC LIMIT 100"]


def host(address: str) -> list[str]:
    return [f"SELECT {_WHOLE} FROM banners WHERE address = '{address}'"]


def _where(text: str, only: str) -> str:
    name, _, value = only.partition(":")
    has = f"words @@ phraseto_tsquery('simple', '{text.strip(chr(34))}')"
    return f"{has} AND {name} = '{value}'" if name else has
