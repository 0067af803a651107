"""The text of a node, quickly: the lines of the last file are kept."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=1)
def _lines(source: str) -> tuple[bytes, list[int]]:
    """The source's bytes, and where each of its lines begins."""
    raw = source.encode()
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return raw, starts


def span(node: ast.AST, source: str) -> tuple[int, int]:
    """First byte and end of a node that has a place in the source."""
    _, starts = _lines(source)
    begin = starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
    return begin, starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]


def segment(node: ast.AST, source: str) -> str:
    begin, end = span(node, source)
    return _lines(source)[0][begin:end].decode()


def between(first: ast.AST, second: ast.AST, source: str) -> str:
    """The text from the begin of one node to the begin of another."""
    return _lines(source)[0][span(first, source)[0] : span(second, source)[0]].decode()
