"""Restricts a search to services that are not gone, or to those that are."""

from __future__ import annotations

from leftopen.query.mentions import mentions
from leftopen.query.parse import parse

ALIVE = "alive"


def asks_for_gone(query: str) -> bool:
    """Does the search say itself whether it wants services that are gone? Raises BadQuery."""
    return mentions(parse(query), ALIVE)


def without_gone(query: str) -> str:
    """The search without services that are gone, unless it says itself which it wants. Raises BadQuery."""
    return query if asks_for_gone(query) else _also(query, "alive:yes")


def only_gone(query: str) -> str:
    """The search for those that `without_gone` leaves out. Raises BadQuery."""
    parse(query)
    return _also(query, "alive:no")


def _also(query: str, term: str) -> str:
    return f"{term} ({query})" if query.strip() else term
