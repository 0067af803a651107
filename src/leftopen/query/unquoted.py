"""Detects values of several words without quotation marks: the first word is the value, the others are
searched."""

from __future__ import annotations

from itertools import takewhile

from leftopen.query.fields.field import Kind, Table
from leftopen.query.fields.fields import found
from leftopen.query.lexer import Token, tokenize

ONE_WORD = frozenset(
    ["cpe", "domain", "hostname", "module", "name", "realm", "shodan.module", "tag", "transport", "vantage",
     "version", "vuln", "vuln.verified"]
)  # fmt: skip
"""Filters whose values hardly contain a blank."""


def unquoted(query: str, *, but: frozenset[str] = frozenset()) -> list[str]:
    """For a valid search: each text filter with free words right after it, as it was probably meant. Words of
    `but` belong to no value."""
    tokens = tokenize(query)
    meant = []
    for number, token in enumerate(tokens):
        if _may_go_on(query, token):
            rest = takewhile(lambda one: one.kind == "word" and one.text not in but, tokens[number + 1 :])
            if behind := [one.text for one in rest]:
                meant.append(f'{token.name}:"{" ".join([token.text, *behind])}"')
    return meant


def _may_go_on(query: str, token: Token) -> bool:
    field = found(token.name) if token.kind == "term" else None
    if field is None or field.kind not in (Kind.CONTAINS, Kind.IS) or field.home is not Table.OBSERVATIONS:
        return False
    code = field.name == "country" and len(token.text) == 2
    return query[token.value_at] != '"' and field.name not in ONE_WORD and not code
