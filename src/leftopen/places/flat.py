"""Flattens overlapping ranges: each address gets one row, that of the narrowest range around it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence

Span = tuple[int, int, int]
"""(first, last, row); row 0 is no claim."""

Flat = list[tuple[int, int]]
"""(start, row) in order; a row holds up to the next start, and none before the first."""


def flat(spans: Sequence[Span]) -> Flat:
    """Of two equally narrow ranges the later one wins."""
    made: Flat = []
    active: list[tuple[int, int, int, int]] = []  # (width, -order, last, row)
    numbered = sorted((first, last, order, row) for order, (first, last, row) in enumerate(spans))
    at = 0
    for first, last, order, row in numbered:
        at = _spoken(made, active, at, first)
        heapq.heappush(active, (last - first, -order, last, row))
    _spoken(made, active, at, None)
    return made


def _spoken(made: Flat, active: list[tuple[int, int, int, int]], at: int, until: int | None) -> int:
    """Writes the row from `at` up to `until` (None: the end); returns where it stopped."""
    while active and (until is None or at < until):
        _, _, last, row = active[0]
        if last < at:
            heapq.heappop(active)
            continue
        _put(made, at, row)
        at = last + 1 if until is None else min(last + 1, until)
    if until is None or at < until:
        _put(made, at, 0)
    return at if until is None else until


def _put(made: Flat, start: int, row: int) -> None:
    if made and made[-1][0] == start:
        made[-1] = (start, row)
        if len(made) > 1 and made[-2][1] == row:
            made.pop()
    elif (made[-1][1] if made else 0) != row:
        made.append((start, row))


def merge_layers(layers: Sequence[Iterable[tuple[int, int]]]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """(start, the row of each layer) wherever one of them changes."""
    rows = [0] * len(layers)
    at: int | None = None
    for start, layer, row in heapq.merge(*(_numbered(layer, index) for index, layer in enumerate(layers))):
        if at is not None and start != at:
            yield at, tuple(rows)
        at = start
        rows[layer] = row
    if at is not None:
        yield at, tuple(rows)


def _numbered(layer: Iterable[tuple[int, int]], index: int) -> Iterator[tuple[int, int, int]]:
    return ((start, index, row) for start, row in layer)
