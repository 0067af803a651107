"""Reads the top-level keys of the object at the beginning of a text, without those of nested objects.

It is bounded for any text, and of truncated or invalid JSON it returns what it finds: it only tells formats
apart, and its result is not trusted.
"""

from __future__ import annotations

import re
from itertools import islice

# A string with the colon that makes it a key, or a bracket. An unterminated string extends to the end, so
# that no quote in it begins another.
PIECE = re.compile(rb'"((?:[^"\\]++|\\.|\\\Z)*+)(?:"|\Z)(\s{0,16}:)?|[{}\[\]]', re.DOTALL)
MOST_PIECES = 200_000
OPENS, CLOSES = (b"{", b"["), (b"}", b"]")


def first_line(head: bytes) -> bytes:
    """Without leading blank lines."""
    return head.lstrip().partition(b"\n")[0]


def top_names(line: bytes) -> frozenset[bytes]:
    """As written; none where the text begins with no object."""
    if not line.startswith(b"{"):
        return frozenset()
    names, depth = set(), 0
    for piece in islice(PIECE.finditer(line), MOST_PIECES):
        bracket = piece[0]
        if bracket in OPENS:
            depth += 1
        elif bracket in CLOSES:
            depth -= 1
        elif depth == 1 and piece[2]:
            names.add(piece[1])
        if depth == 0:
            break
    return frozenset(names)
