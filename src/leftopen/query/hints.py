"""What may be the matter with a search that can be read."""

from __future__ import annotations

import ipaddress
from itertools import pairwise

from leftopen.query import countries
from leftopen.query.scan import Token, scan, split, unescaped
from leftopen.query.text import fold

INSTEAD = {
    "AND": "parts that stand side by side must all hold anyway",
    "&&": "parts that stand side by side must all hold anyway",
    "NOT": "a minus sign leaves out, as in -port:80",
    "||": "write OR",
}
BETWEEN = {"or": "OR is written in capitals", "Or": "OR is written in capitals", "|": "write OR"}
"""Words like any other, unless they stand between two parts."""


def hints(query: str, *, found: bool = False) -> list[str]:
    """Of a search that was read without an error. One that `found` something is told of words that are hardly
    meant as such."""
    tokens = scan(query)
    said = [f"{word} was looked for as a word; {instead}" for word, instead in _instead(tokens).items()]
    if len(tokens) == 2 or not found:
        words = dict.fromkeys(token.text for token in tokens if token.kind == "word")
        said += [
            f"{word} was looked for as a word; net:{word} finds addresses" for word in words if _is_net(word)
        ]
    said += _countries(tokens, found=found)
    if not said and not found and any(token.kind in ("word", "phrase") for token in tokens):
        said.append("free words look in banners only; all:WORD in every text; product:redis is a filter")
    return said


def _instead(tokens: list[Token]) -> dict[str, str]:
    """By word what should stand in its place."""
    said: dict[str, str] = {}
    before = "("
    for token, after in pairwise(tokens):
        between = before not in ("(", "-", "OR") and after.kind not in (")", "end", "OR")
        known = INSTEAD | BETWEEN if between else INSTEAD
        if token.kind == "word" and token.text in known:
            said[token.text] = known[token.text]
        before = token.kind
    return said


def _countries(tokens: list[Token], *, found: bool) -> list[str]:
    """Codes that are none, where nothing was found by them, or nothing is left out by them."""
    said = []
    for before, token in pairwise([Token(kind="(", at=0), *tokens]):
        if token.name == "country" and (before.kind == "-" or not found):
            codes = [unescaped(part) for part in split(token.text, ",")]
            said += [f"country:{code}: {why}" for code in codes if (why := countries.unknown(fold(code)))]
    return said


def _is_net(word: str) -> bool:
    """One address or a network; a number is a word."""
    try:
        ipaddress.ip_network(word, strict=False)
    except ValueError:
        return False
    return True
