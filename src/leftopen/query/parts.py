"""The parts of a search that must all match, each with the search without it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leftopen.query.fields.fields import found
from leftopen.query.lexer import Token, split, tokenize, unescape


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`field` and `value` where it is a filter with one value; of a word or phrase, `value` alone; both ''
    for anything else."""

    text: str
    begin: int
    end: int
    field: str = ""
    value: str = ""
    negated: bool = False


def parts(query: str) -> list[Part]:
    """In their order. Raises BadQuery; the search must be one that can be parsed."""
    tokens, made, at = tokenize(query), list[Part](), 0
    while tokens[at].kind != "end":
        begin, at = at, _end(tokens, at)
        while tokens[at].kind == "OR":
            at = _end(tokens, at + 1)
        made.append(_part(query, tokens, begin, at))
    return made


def without(query: str, part: Part) -> str:
    return replace_part(query, part, "")


def replace_part(query: str, part: Part, text: str) -> str:
    """The search with another text in place of the part."""
    pieces = (query[: part.begin].strip(), text, query[part.end :].strip())
    return " ".join(piece for piece in pieces if piece)


def _end(tokens: Sequence[Token], at: int) -> int:
    """Behind the minus signs, and the word, filter or parentheses that begin there."""
    while tokens[at].kind == "-":
        at += 1
    depth = 0
    while tokens[at].kind != "end":
        depth += {"(": 1, ")": -1}.get(tokens[at].kind, 0)
        at += 1
        if depth <= 0:
            break
    return at


def _part(query: str, tokens: Sequence[Token], begin: int, end: int) -> Part:
    start, stop = tokens[begin].at, tokens[end].at
    text = query[start:stop].rstrip()
    negated = tokens[begin].kind == "-"
    token = tokens[begin + negated]
    one = Part(text=text, begin=start, end=start + len(text), negated=negated)
    if end - begin - negated != 1:
        return one
    return _valued(one, token)


def _valued(one: Part, token: Token) -> Part:
    known = found(token.name) if token.kind == "term" else None
    single = token.kind in ("word", "phrase") or (known is not None and len(split(token.text, ",")) == 1)
    return Part(
        text=one.text, begin=one.begin, end=one.end, negated=one.negated,
        field=known.name if known and single else "", value=unescape(token.text) if single else "",
    )  # fmt: skip
