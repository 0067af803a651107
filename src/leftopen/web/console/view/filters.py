"""The filters of a search as buttons: list, add, remove. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from leftopen.errors import BadQuery
from leftopen.query.fields.fields import found
from leftopen.query.lexer import Token, tokenize, unescaped
from leftopen.query.quoting import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """`field`: the full name; `value`: without quotes; `without`: the search without this filter."""

    field: str
    value: str
    negated: bool
    without: str


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
                    field=field.name, value=unescaped(token.text), negated=negated,
                    without=_without(query, begin, after),
                )
            )  # fmt: skip
    return made


def _without(query: str, begin: int, after: Token) -> str:
    return f"{query[:begin].rstrip()} {query[after.at :].lstrip()}".strip()


def added(query: str, field: str, value: str, *, negated: bool = False) -> str:
    """The search with the filter appended; unchanged when it has the filter already."""
    term = f"{'-' if negated else ''}{field}:{quoted(value)}"
    if any((one.field, one.value, one.negated) == (field, value, negated) for one in filters(query)):
        return query
    return f"{query.strip()} {term}".strip()


def within(query: str, begin: date, end: date) -> str:
    """The search limited to these days; replaces other limits."""
    while days := [one for one in filters(query) if one.field in ("after", "before")]:
        query = days[0].without
    return added(added(query, "after", f"{begin:%d/%m/%Y}"), "before", f"{end:%d/%m/%Y}")
