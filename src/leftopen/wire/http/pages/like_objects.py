"""Finds the main list of like objects in a JSON answer, and reads their fields by words. Pure and bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from leftopen.model.facts import Json

MOST, DEEPEST = 1000, 5
WIDEST, SHORTEST = 100, 3
"""Columns of a table, at most; rows of one that is given by columns, at least."""
TITLES, ROWS = ("columns", "fields", "headers", "header", "cols"), ("rows", "data", "values", "records")
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
        if columns := _named_columns(rows):
            yield columns, {}
        for inner in data[:3]:
            yield from _lists(inner, beside, depth + 1)
    elif isinstance(data, dict):
        if columns := _columns(data) or _titled(data):
            yield columns, data
        for inner in list(data.values())[:50]:
            if isinstance(inner, dict | list):
                yield from _lists(inner, data, depth + 1)


def _columns(data: Mapping[str, Json]) -> tuple[dict[str, Json], ...]:
    """The rows of an object of columns: nearly all of its values are lists of plain values, of one length."""
    held = {key: value for key, value in islice(data.items(), WIDEST) if _is_column(value)}
    lengths = {len(value) for value in held.values() if isinstance(value, list)}
    if len(held) < 2 or len(lengths) != 1 or len(held) * 10 < len(data) * 8:
        return ()
    return _rows(
        tuple(held), zip(*(value for value in held.values() if isinstance(value, list)), strict=True)
    )


def _named_columns(rows: Sequence[dict[str, Json]]) -> tuple[dict[str, Json], ...]:
    """The rows of a list of columns, each an object with its name and its values."""
    named: dict[str, Json] = {}
    for row in rows[:WIDEST]:
        names = [value for value in row.values() if isinstance(value, str)]
        columns = [value for value in row.values() if _is_column(value)]
        if len(names) != 1 or len(columns) != 1:
            return ()
        named[names[0][:100]] = columns[0]
    return _columns(named)


def _titled(data: dict[str, Json]) -> tuple[dict[str, Json], ...]:
    """The rows of a list of lists beside the list of its titles."""
    titles = next((data[key] for key in TITLES if isinstance(data.get(key), list)), None)
    rows = next((data[key] for key in ROWS if isinstance(data.get(key), list)), None)
    if not isinstance(titles, list) or not isinstance(rows, list) or not 2 <= len(titles) <= WIDEST:
        return ()
    names = [_title(title) for title in titles]
    alike = [row for row in rows[:MOST] if isinstance(row, list) and len(row) == len(names)]
    return _rows(names, alike) if all(names) and len(alike) * 10 >= len(rows[:MOST]) * 9 else ()


def _title(title: Json) -> str:
    if isinstance(title, dict):
        title = next((title[key] for key in ("name", "title", "field", "id") if key in title), "")
    return title[:100] if isinstance(title, str) else ""


def _is_column(value: Json) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= SHORTEST
        and not any(isinstance(one, dict | list) for one in value[:MOST])
    )


def _rows(names: Sequence[str], values: Iterable[Sequence[Json]]) -> tuple[dict[str, Json], ...]:
    return tuple(dict(zip(names, row, strict=True)) for row in islice(values, MOST))


def _total(beside: dict[str, Json]) -> int | None:
    found: Sequence[int] = [
        number
        for key, number in beside.items()
        if isinstance(number, int) and not isinstance(number, bool) and number >= 0 and _TOTAL.fullmatch(key)
    ]
    return max(found, default=None)
