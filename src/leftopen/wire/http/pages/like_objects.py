"""Finds the main list of like objects in a JSON answer, and reads their fields by words. Pure and bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leftopen.model.facts import Json

MOST, DEEPEST = 1000, 5
_TOTAL = re.compile(
    r"total|count|hits|records|size|total_?(?:count|records|items|elements|messages)|recordsTotal",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class LikeObjects:
    """`rows` are objects with mostly the same keys; `total` what the answer itself counts, or None."""

    rows: tuple[dict[str, Json], ...]
    total: int | None = None


def like_objects(data: Json) -> LikeObjects | None:
    """The longest list of objects in the answer; None when there is none."""
    best: tuple[dict[str, Json], ...] = ()
    total: int | None = None
    for rows, beside in _lists(data, None, 0):
        if len(rows) > len(best):
            best, total = rows, _total(beside)
    return LikeObjects(rows=best, total=total) if best else None


def object_lists(data: Json) -> Iterator[tuple[str, LikeObjects]]:
    """Every list of objects in the answer, with the key it stands under ('' for none)."""
    for rows, beside in _lists(data, None, 0):
        key = next(
            (name for name, held in beside.items() if isinstance(held, list) and _first(held) is rows[0]), ""
        )
        yield key, LikeObjects(rows=rows, total=_total(beside))


def _first(held: list[Json]) -> Json:
    return next((one for one in held[:MOST] if isinstance(one, dict)), None)


def words(key: str) -> frozenset[str]:
    """The words of a key, in lower case: `createdAt` → created, at. Whole words, because "processNum" holds
    "ssn"."""
    return _words(key[:100])


@lru_cache(maxsize=4096)
def _words(key: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(key))


def value(row: dict[str, Json], named: frozenset[str]) -> Json:
    """The first value whose key has one of these words; None without one."""
    return next(
        (content for key, content in row.items() if content not in (None, "") and words(key) & named), None
    )


def texts(content: Json, deepest: int = 3) -> str:
    """Every text in a value, joined; at most 1,000 characters."""
    if isinstance(content, str):
        return content[:1000]
    if deepest and isinstance(content, list):
        return " ".join(texts(one, deepest - 1) for one in content[:20])[:1000]
    if deepest and isinstance(content, dict):
        return " ".join(texts(one, deepest - 1) for one in list(content.values())[:20])[:1000]
    return str(content)[:40] if isinstance(content, int | float) else ""


def _lists(
    data: Json, beside: dict[str, Json] | None, depth: int
) -> Iterator[tuple[tuple[dict[str, Json], ...], dict[str, Json]]]:
    if depth > DEEPEST:
        return
    if isinstance(data, list):
        rows = tuple(row for row in data[:MOST] if isinstance(row, dict))
        if rows and len(rows) * 10 >= len(data[:MOST]) * 9:
            yield rows, beside or {}
        for inner in data[:3]:
            yield from _lists(inner, beside, depth + 1)
    elif isinstance(data, dict):
        for inner in list(data.values())[:50]:
            if isinstance(inner, dict | list):
                yield from _lists(inner, data, depth + 1)


def _total(beside: dict[str, Json]) -> int | None:
    found: Sequence[int] = [
        number
        for key, number in beside.items()
        if isinstance(number, int) and not isinstance(number, bool) and number >= 0 and _TOTAL.fullmatch(key)
    ]
    return max(found, default=None)
