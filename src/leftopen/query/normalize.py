"""Normalises text to words as the index does. `store.search.where` and `match` must agree exactly.

Case is folded for A to Z only, and a word is a run of ASCII letters, digits and non-ASCII characters, as in
ClickHouse's `lower` and `splitByNonAlpha`.
"""

from __future__ import annotations

import re

_FOLD = {ord(c): ord(c) + 32 for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_TOKEN = re.compile(r"[0-9a-z\u0080-\U0010ffff]+")


def fold(text: str) -> str:
    """A to Z in lower case; everything else as it is."""
    return text.translate(_FOLD)


def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order."""
    return tuple(_TOKEN.findall(fold(text)))


def holds_pieces(text: str, pieces: tuple[str, ...], *, whole: bool) -> bool:
    """Does the folded text contain the pieces in this order, with anything between them? `whole`: nothing
    before the first and after the last. One pass per piece, for any input."""
    if whole and len(pieces) == 1:
        return text == pieces[0]
    first, *rest = pieces
    at = 0 if text.startswith(first) else -1
    if not whole:
        at = text.find(first)
    if at < 0:
        return False
    at += len(first)
    last = rest.pop() if whole else ""
    for piece in rest:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not whole or (text.endswith(last) and len(text) - len(last) >= at)
