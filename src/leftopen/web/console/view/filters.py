"""The filters of a search as buttons: list, add, remove. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

from leftopen.errors import BadQuery
from leftopen.query.fields.fields import found
from leftopen.query.lexer import Token, tokenize, unescape
from leftopen.query.quoting import quote_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """`field`: the full name; `value`: without quotes; `without`: the search without this filter."""

    field: str
    value: str
    negated: bool
    without: str


class Added(Protocol):
    """The search with one filter more; `negated`: without what matches it."""

    def __call__(self, field: str, value: str, *, negated: bool = False) -> str: ...


def filters(query: str) -> list[Filter]:
    """The filters outside parentheses and OR. [] for a query that can't be parsed."""
    try:
        tokens = tokenize(query)
    except BadQuery:
        return []
    made, depth = [], 0
    for at, (token, after) in enumerate(pairwise(tokens)):
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        before = tokens[at - 1].kind if at else ""
        earlier = tokens[at - 2].kind if at > 1 else ""
        field = found(token.name) if token.kind == "term" else None
        alone = not depth and "OR" not in (before, after.kind, earlier if before == "-" else "")
        if field is not None and alone:
            negated = before == "-"
            begin = tokens[at - 1].at if negated else token.at
            made.append(
                Filter(
                    field=field.name,
                    value=unescape(token.text),
                    negated=negated,
                    without=_without(query, begin, after),
                )
            )
    return made


def _without(query: str, begin: int, after: Token) -> str:
    return f"{query[:begin].rstrip()} {query[after.at :].lstrip()}".strip()


def adder(query: str) -> Added:
    """Gives the search with a filter appended; unchanged when it has the filter already. The search is read
    once: a page adds a hundred filters to it."""
    known = {(one.field, one.value, one.negated) for one in filters(query)}

    def added(field: str, value: str, *, negated: bool = False) -> str:
        if (field, value, negated) in known:
            return query
        return f"{query.strip()} {'-' if negated else ''}{field}:{quote_value(value)}".strip()

    return added


def limiter(query: str) -> Callable[[date, date], str]:
    """Gives the search limited to the days from one to before another; that replaces other limits."""
    while days := [one for one in filters(query) if one.field in ("after", "before")]:
        query = days[0].without
    rest = query.strip()
    return lambda begin, end: f"{rest} after:{begin:%d/%m/%Y} before:{end:%d/%m/%Y}".strip()
