"""The documents of an assessment that hold something, column by column, so that a million are searched in a
second or two. Made from the results of the units, and no more secret than they are: masked examples only.

A column has one byte for each document where there are few different values, else a number into a table.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import zstandard

from leftopen.model.assessment import FoundDocument, UnitResult
from leftopen.model.detector import Detector

T = TypeVar("T")
MOST = 1_000_000
EXAMPLES = 12
"""Masked values of one document that are searched and shown."""
WIDE = "I"
LARGE = "Q"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A number for each document."""

    origin: array[int]
    file: array[int]
    size: array[int]


class DocumentIndex(msgspec.Struct, frozen=True):
    """A part of all documents, of at most `MOST`. `kinds` and `years` are tables; `kind`, `year` and
    `severity` have one byte for each document. `origin` and `file` are numbers of four bytes, `size` of
    eight; `origins` is the table of sets of mail domains. `labels`: by kind of data, a byte for each
    document, 1 where it holds that, compressed. `places`, `holds` (label and count) and `shown` (masked
    examples) have a line for each document."""

    count: int
    kinds: tuple[str, ...]
    years: tuple[int, ...]
    kind: bytes
    year: bytes
    severity: bytes
    origin: bytes
    origins: tuple[tuple[str, ...], ...]
    file: bytes
    size: bytes
    labels: dict[str, bytes]
    places: str
    holds: str
    shown: str

    def numbers(self) -> Columns:
        return Columns(
            origin=array(WIDE, self.origin), file=array(WIDE, self.file), size=array(LARGE, self.size)
        )


@dataclass(slots=True)
class IndexBuilder:
    """Add each result and its pieces; `full` says when an index must be taken, and another one begun."""

    detectors: Mapping[str, Detector]
    _kinds: dict[str, int] = field(default_factory=dict)
    _years: dict[int, int] = field(default_factory=dict)
    _origins: dict[tuple[str, ...], int] = field(default_factory=dict)
    _kind: bytearray = field(default_factory=bytearray)
    _year: bytearray = field(default_factory=bytearray)
    _severity: bytearray = field(default_factory=bytearray)
    _origin: array[int] = field(default_factory=lambda: array(WIDE))
    _file: array[int] = field(default_factory=lambda: array(WIDE))
    _size: array[int] = field(default_factory=lambda: array(LARGE))
    _labels: dict[str, array[int]] = field(default_factory=dict)
    _places: list[str] = field(default_factory=list)
    _holds: list[str] = field(default_factory=list)
    _shown: list[str] = field(default_factory=list)

    def add(self, result: UnitResult) -> None:
        for one in result.found:
            self._document(one)

    def _document(self, one: FoundDocument) -> None:
        number = len(self._kind)
        counts: dict[str, int] = {}
        for value in one.values:
            counts[value.label] = counts.get(value.label, 0) + value.count
        self._kind.append(_number(self._kinds, one.kind))
        self._year.append(_number(self._years, one.year))
        self._severity.append(max((self._rank(label) for label in counts), default=0))
        self._origin.append(self._origins.setdefault(one.units, len(self._origins)))
        self._file.append(int(one.place.partition("/")[0].partition(":")[0]))
        self._size.append(one.size)
        for label in counts:
            self._labels.setdefault(label, array(WIDE)).append(number)
        self._places.append(one.place)
        self._holds.append(" ".join(f"{label}:{count}" for label, count in counts.items()))
        self._shown.append("\t".join(_examples(one)))

    def _rank(self, label: str) -> int:
        return self.detectors[label].severity.rank if label in self.detectors else 0

    @property
    def full(self) -> bool:
        return len(self._kind) >= MOST

    def index(self) -> DocumentIndex:
        return DocumentIndex(
            count=len(self._kind),
            kinds=tuple(self._kinds),
            years=tuple(self._years),
            kind=bytes(self._kind),
            year=bytes(self._year),
            severity=bytes(self._severity),
            origin=self._origin.tobytes(),
            origins=tuple(self._origins),
            file=self._file.tobytes(),
            size=self._size.tobytes(),
            labels={label: _flags(held, len(self._kind)) for label, held in sorted(self._labels.items())},
            places="\n".join(self._places),
            holds="\n".join(self._holds),
            shown="\n".join(self._shown),
        )


def _number(table: dict[T, int], value: T) -> int:
    """Of this value in its table; the last one stands for all beyond 255."""
    return min(table.setdefault(value, len(table)), 255)


def _examples(one: FoundDocument) -> list[str]:
    """The rarest kinds first, so that a thousand addresses leave room for one number."""
    kinds: dict[str, list[str]] = {}
    for value in one.values:
        if value.masked:
            kinds.setdefault(value.label, []).append(" ".join(value.masked.split()))
    found: dict[str, None] = {}
    for masked in sorted(kinds.values(), key=len):
        found |= dict.fromkeys(masked[: EXAMPLES // 2])
    return list(found)[:EXAMPLES]


def _flags(numbers: Iterable[int], count: int) -> bytes:
    flags = bytearray(count)
    for number in numbers:
        flags[number] = 1
    return zstandard.compress(bytes(flags), 1)
