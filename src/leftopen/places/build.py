"""Builds a new table from the old one with one more source, or one less."""

from __future__ import annotations

import ipaddress
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from leftopen.formats.address_range import V4_FIRST, is_v4
from leftopen.model.location import Location
from leftopen.model.ranges import Range, Ranges
from leftopen.places.flat import Flat, Span, flat, merge_layers
from leftopen.places.table import NOBODY, SPECIAL, Source, Table, encode_row, segments
from leftopen.scope.classes import LOOPBACK, NEVER
from leftopen.scope.classes import SPECIAL as SPECIAL_RANGES

Row = tuple[str, int, Location]
"""(source's name, layer, claims), as a draft holds it."""

_HALF = (1 << 64) - 1


@dataclass(slots=True, kw_only=True)
class _Draft:
    """Numbers rows and sets of rows at their first use."""

    order: dict[str, int]
    rows: dict[Row, int] = field(default_factory=dict)
    sets: dict[tuple[int, ...], int] = field(default_factory=dict)

    def row(self, row: Row) -> int:
        """From 1: 0 is no claim."""
        return self.rows.setdefault(row, len(self.rows) + 1)

    def set(self, rows: tuple[int, ...]) -> int:
        """From 2: every table has NOBODY and SPECIAL."""
        return self.sets.setdefault(rows, len(self.sets) + 2) if rows else NOBODY


def empty() -> Table:
    """No sources: only the special ranges are known."""
    return _built(None, (), None, Ranges(title="", layers=()))


def with_source(table: Table, source: Source, ranges: Ranges) -> Table:
    """A source of the same name is replaced."""
    kept = tuple(one for one in table.sources if one.name != source.name)
    return _built(table, (*kept, source), source.name, ranges)


def without(table: Table, name: str) -> Table:
    kept = tuple(one for one in table.sources if one.name != name)
    return _built(table, kept, None, Ranges(title="", layers=()))


def _built(old: Table | None, sources: tuple[Source, ...], new: str | None, ranges: Ranges) -> Table:
    """Sources are in the order of their dates: of two that claim the same, the newer one wins."""
    sources = tuple(sorted(sources, key=lambda one: (one.dated, one.name)))
    draft = _Draft(order={source.name: index for index, source in enumerate(sources)})
    before = _before(old, draft, {source.name for source in sources} - {new})
    old4, old6 = segments(old) if old is not None else ((), ())
    layers = [_spans(layer, draft, new or "", index) for index, layer in enumerate(ranges.layers)]
    four = _segments(old4, before, [flat(four) for four, _ in layers], flat(_special(4)), draft, 1 << 32)
    six = _segments(old6, before, [flat(six) for _, six in layers], flat(_special(6)), draft, 1 << 128)
    return _table(sources, draft, four, six)


def _before(old: Table | None, draft: _Draft, kept: set[str]) -> list[tuple[int, ...]]:
    """Each set of the old table in the numbers of the new one, without the removed sources."""
    if old is None:
        return []
    numbers = []
    for index in range(len(old.row_ends)):
        source, layer, location = old.row(index)
        name = old.sources[source].name
        numbers.append(draft.row((name, layer, msgspec.convert(location, Location))) if name in kept else 0)
    first, sets = 0, []
    for end in old.ends:
        sets.append(tuple(numbers[row] for row in old.members[first:end] if numbers[row]))
        first = end
    return sets


def _spans(layer: Sequence[Range], draft: _Draft, name: str, index: int) -> list[list[Span]]:
    """(IPv4, IPv6) spans of one layer."""
    four: list[Span] = []
    six: list[Span] = []
    known: dict[int, int] = {}  # by identity: readers return the same object again, and hashing is slow
    for first, last, location in layer:
        row = known.get(id(location)) or known.setdefault(id(location), draft.row((name, index, location)))
        if is_v4(first):
            four.append((first - V4_FIRST, last - V4_FIRST, row))
        else:
            six.append((first, last, row))
    return [four, six]


def _special(version: int) -> list[Span]:
    networks = [*LOOPBACK, *(ipaddress.ip_network(text) for text, _ in (*NEVER, *SPECIAL_RANGES))]
    return [(int(one[0]), int(one[-1]), SPECIAL) for one in networks if one.version == version]


def _segments(
    old: Iterable[tuple[int, int]],
    before: Sequence[tuple[int, ...]],
    layers: Sequence[Flat],
    special: Flat,
    draft: _Draft,
    end: int,
) -> list[tuple[int, int]]:
    """(start, set) from 0 on, below `end`."""
    made = [(0, NOBODY)]
    for start, (nowhere, was, *rows) in merge_layers([special, old, *layers]):
        if start == end:
            break
        if nowhere:
            found = SPECIAL
        else:
            found = draft.set((*(before[was] if before else ()), *(row for row in rows if row)))
        if made[-1][0] == start:
            made[-1] = (start, found)
        elif made[-1][1] != found:
            made.append((start, found))
    return made


def _table(
    sources: tuple[Source, ...],
    draft: _Draft,
    four: Sequence[tuple[int, int]],
    six: Sequence[tuple[int, int]],
) -> Table:
    """A row whose addresses are all covered by narrower ranges stays, and is removed with its source."""
    encoded = [encode_row(draft.order[name], layer, location) for name, layer, location in draft.rows]
    speaks = [(draft.order[name], layer) for name, layer, _ in draft.rows]
    members = [[], [], *(sorted((row - 1 for row in rows), key=speaks.__getitem__) for rows in draft.sets)]
    return Table(
        sources=sources,
        starts4=array("I", [start for start, _ in four]),
        sets4=array("I", [found for _, found in four]),
        high6=array("Q", [start >> 64 for start, _ in six]),
        low6=array("Q", [start & _HALF for start, _ in six]),
        sets6=array("I", [found for _, found in six]),
        ends=array("I", _ends(len(one) for one in members)),
        members=array("I", [row for one in members for row in one]),
        row_ends=array("I", _ends(map(len, encoded))),
        rows=b"".join(encoded),
    )


def _ends(lengths: Iterable[int]) -> list[int]:
    end, ends = 0, []
    for length in lengths:
        end += length
        ends.append(end)
    return ends
