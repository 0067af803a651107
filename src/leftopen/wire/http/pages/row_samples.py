"""The first rows of an answer as pieces of a `Sample`: JSON objects, or the cells of a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice

from leftopen.model.facts import Json
from leftopen.model.sample import Sample

SAMPLED, PIECE = 8, 16 * 1024


def object_sample(
    name: str, rows: Iterable[dict[str, Json]], *, most: int = SAMPLED, length: int = PIECE
) -> Sample:
    """Pieces called `NAME.json`, one a row; of at most `length` bytes each."""
    texts = (json.dumps(row, ensure_ascii=False) for row in islice(rows, most))
    return Sample(*((f"{name}.json", "application/json", _bytes(text)[:length]) for text in texts))


def cell_sample(name: str, rows: Iterable[Sequence[str]], *, length: int = PIECE) -> Sample:
    """Pieces called `NAME.txt`, one a row, a cell a line."""
    texts = map("\n".join, islice(rows, SAMPLED))
    return Sample(*((f"{name}.txt", "text/plain", _bytes(text)[:length]) for text in texts))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
