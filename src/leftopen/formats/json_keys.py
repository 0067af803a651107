"""The names of the object that a text begins with, at its top level: those of what lies in it are another's.

Bounded whatever the text, and of one that is cut or no JSON what can be seen of it: this only tells formats
apart, and nothing is believed of it.
"""

from __future__ import annotations

import re
from itertools import islice

# A text with what says that it is a name, or a bracket. One without an end goes to the end, so that no quote
# in it begins another.
PIECE = re.compile(rb'"((?:[^"\\]++|\\.|\\\Z)*+)(?:"|\Z)(\s{0,16}:)?|[{}\[\]]', re.DOTALL)
MOST_PIECES = 200_000
OPENS, CLOSES = (b"{", b"["), (b"}", b"]")


def first_line(head: bytes) -> bytes:
    """Without what is blank before it."""
    return head.lstrip().partition(b"\n")[0]


def top_names(line: bytes) -> frozenset[bytes]:
    """As they are written; none where it begins with no object."""
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
