"""The one table of all sources: sorted starts, each with the claims that hold from there on.

Numbers are little-endian arrays in one file, so that opening it only means reading it.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from leftopen.errors import BadRanges
from leftopen.model.location import NOWHERE, Location

MAGIC = b"leftopen places "
FORMAT = 1
NOBODY, SPECIAL = 0, 1
"""The two sets of claims in every table: none, and that of a special address without a location."""

Row = tuple[int, int, dict[str, str | int | float]]
"""(source's index, layer, non-empty fields of Location)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`name` as listed and removed, `title` as claims name it, `dated` ISO date, `imported` ISO time."""

    name: str
    format: str
    claim: str
    title: str
    dated: str
    imported: str
    ranges: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`starts4` IPv4 as numbers; `high6` and `low6` the halves of IPv6; `sets4`, `sets6` index the sets.

    Set `i` is the rows `members[ends[i-1]:ends[i]]`, in order of precedence; a row is MessagePack.
    """

    sources: tuple[Source, ...]
    starts4: array[int]
    sets4: array[int]
    high6: array[int]
    low6: array[int]
    sets6: array[int]
    ends: array[int]
    members: array[int]
    row_ends: array[int]
    rows: bytes

    def set4(self, number: int) -> int:
        """The set of an IPv4 address."""
        found: int = self.sets4[bisect_right(self.starts4, number) - 1]
        return found

    def set6(self, high: int, low: int) -> int:
        """The set of an IPv6 address in two halves of 64 bits."""
        end = bisect_right(self.high6, high)
        if end and self.high6[end - 1] == high:
            end = bisect_right(self.low6, low, bisect_left(self.high6, high, 0, end), end)
        found: int = self.sets6[end - 1]
        return found

    def claims(self, index: int) -> list[Row]:
        """Of one set."""
        first = self.ends[index - 1] if index else 0
        return [self.row(row) for row in self.members[first : self.ends[index]]]

    def row(self, index: int) -> Row:
        first = self.row_ends[index - 1] if index else 0
        row: Row = _ROW.decode(self.rows[first : self.row_ends[index]])
        return row

    @property
    def size(self) -> int:
        """Bytes of memory that the arrays take."""
        arrays = (getattr(self, name) for name, _ in _ARRAYS)
        return int(len(self.rows) + sum(len(one) * one.itemsize for one in arrays))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    sources: tuple[Source, ...]
    arrays: tuple[bytes, ...]
    rows: bytes


_ARRAYS = (
    ("starts4", "I"), ("sets4", "I"), ("high6", "Q"), ("low6", "Q"), ("sets6", "I"),
    ("ends", "I"), ("members", "I"), ("row_ends", "I"),
)  # fmt: skip
_ROW = msgspec.msgpack.Decoder(Row)


def encode_row(source: int, layer: int, location: Location) -> bytes:
    """Only the non-empty fields."""
    kept = {
        name: value
        for name in Location.__slots__
        if (value := getattr(location, name)) != getattr(NOWHERE, name)
    }
    return msgspec.msgpack.encode((source, layer, kept))


def encode(table: Table) -> bytes:
    """The file's bytes: magic, format, checksum, content."""
    arrays = tuple(_little(getattr(table, name)).tobytes() for name, _ in _ARRAYS)
    body = msgspec.msgpack.encode(_Kept(sources=table.sources, arrays=arrays, rows=table.rows))
    return MAGIC + bytes([FORMAT]) + zlib.crc32(body).to_bytes(4, "big") + body


def decode(data: bytes) -> Table:
    """Raises BadRanges: no such file, damaged, or of a newer format."""
    head = len(MAGIC)
    if not data.startswith(MAGIC) or len(data) < head + 5:
        raise BadRanges("not a leftopen table")
    if data[head] != FORMAT:
        raise BadRanges(f"format {data[head]} is not supported (supported: {FORMAT})")
    body = memoryview(data)[head + 5 :]
    if zlib.crc32(body).to_bytes(4, "big") != data[head + 1 : head + 5]:
        raise BadRanges("the file is damaged")
    kept = msgspec.msgpack.decode(body, type=_Kept)
    arrays = {name: _array(kind, part) for (name, kind), part in zip(_ARRAYS, kept.arrays, strict=True)}
    return Table(sources=kept.sources, rows=kept.rows, **arrays)


def _array(kind: str, part: bytes) -> array[int]:
    made: array[int] = array(kind)
    made.frombytes(part)
    return _little(made)


def _little(numbers: array[int]) -> array[int]:
    """A copy with its bytes swapped on a big-endian machine."""
    if sys.byteorder == "little":
        return numbers
    turned = numbers[:]
    turned.byteswap()
    return turned


def segments(table: Table) -> tuple[Iterator[tuple[int, int]], Iterator[tuple[int, int]]]:
    """(start, set) of IPv4, and of IPv6 with whole numbers."""
    six = ((high << 64 | low) for high, low in zip(table.high6, table.low6, strict=True))
    return zip(table.starts4, table.sets4, strict=True), zip(six, table.sets6, strict=True)
