"""Which documents of an index a search finds, as one byte for each: 1 or 0."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import accumulate, compress
from operator import and_, or_

import zstandard

from leftopen.impact.assess.document_index import LARGE, WIDE, DocumentIndex
from leftopen.model.severity import Severity
from leftopen.query.nodes import All, Any, Node, Not, Range, Term, Text, Value, Word
from leftopen.query.normalize import fold, holds_pieces

ONE = b"\1"


class DocumentMatcher:
    """For one index. `paths`: of the source files, by their number, masked."""

    def __init__(self, index: DocumentIndex, paths: Sequence[str]) -> None:
        self._index = index
        self._paths = [fold(path) for path in paths]
        self._shown_paths = paths
        self._count = index.count
        self._texts: dict[str, tuple[str, list[int]]] = {}

    def match(self, node: Node) -> bytes:
        if isinstance(node, All):
            return self._both([self.match(one) for one in node.nodes])
        if isinstance(node, Any):
            return self._either([self.match(one) for one in node.nodes])
        if isinstance(node, Not):
            return self.match(node.node).translate(bytes((1, 0)) + bytes(254))
        if isinstance(node, Word):
            parts = [node.text] if node.text else list(node.tokens)
            return self._both([self._containing("shown", part) for part in parts])
        return self._either([self._value(node, value) for value in node.values])

    def facet(self, name: str, found: bytes) -> Counter[str]:
        """How many of the found documents have each value."""
        index = self._index
        if name == "holds":
            held = {label: self._both([found, self._label(label)]).count(1) for label in index.labels}
            return Counter({label: count for label, count in held.items() if count})
        if name in ("unit", "path"):
            column = array(WIDE, index.origin if name == "unit" else index.file)
            numbers = Counter(compress(column, found))
            counted: Counter[str] = Counter()
            for number, count in numbers.items():
                values = index.origins[number] if name == "unit" else (self._shown_paths[number],)
                counted.update(dict.fromkeys(values, count))
            return counted
        column_of = {"kind": index.kind, "year": index.year, "severity": index.severity}[name]
        return Counter({self._named(name, at): n for at, n in Counter(compress(column_of, found)).items()})

    def _named(self, name: str, number: int) -> str:
        if name == "kind":
            return self._index.kinds[number]
        return str(self._index.years[number]) if name == "year" else list(Severity)[number].value

    def _value(self, term: Term, value: Value) -> bytes:
        index, name = self._index, term.field.name
        if isinstance(value, Range):
            if name == "size":
                return bytes(map(value.holds, array(LARGE, index.size)))
            if name == "severity":
                return _chosen(index.severity, [value.holds(rank) for rank in range(len(Severity))])
            return _chosen(index.year, [value.holds(year) for year in index.years])
        if not isinstance(value, Text):
            return bytes(self._count)
        if name == "holds":
            named = [label for label in index.labels if holds_pieces(label, value.pieces, whole=True)]
            return self._either([self._label(label) for label in named])
        if name == "kind":
            return _chosen(index.kind, [holds_pieces(kind, value.pieces, whole=True) for kind in index.kinds])
        if name == "place":
            return self._beginning(value.pieces[0])
        return self._by_table(name, value)

    def _by_table(self, name: str, value: Text) -> bytes:
        index = self._index
        if name == "unit":
            table = [
                any(holds_pieces(fold(domain), value.pieces, whole=False) for domain in domains)
                for domains in index.origins
            ]
            return bytes(map(table.__getitem__, array(WIDE, index.origin)))
        table = [holds_pieces(path, value.pieces, whole=False) for path in self._paths]
        return bytes(map(table.__getitem__, array(WIDE, index.file)))

    def _label(self, label: str) -> bytes:
        return zstandard.decompress(self._index.labels[label])

    def _containing(self, name: str, part: str) -> bytes:
        """Documents in whose line of that text the part stands."""
        text, ends = self._text(name)
        found = bytearray(self._count)
        at = text.find(part)
        while at >= 0:
            number = bisect_right(ends, at)
            found[number] = 1
            at = text.find(part, ends[number])
        return bytes(found)

    def _beginning(self, place: str) -> bytes:
        """The place itself, and what is inside."""
        return bytes(
            one == place or one.startswith((f"{place}/", f"{place}:"))
            for one in self._index.places.split("\n")
        )[: self._count]

    def _text(self, name: str) -> tuple[str, list[int]]:
        """The folded text, and where each of its lines ends."""
        if name not in self._texts:
            lines = fold(self._index.shown).split("\n")
            self._texts[name] = "\n".join(lines), list(accumulate(len(line) + 1 for line in lines))
        return self._texts[name]

    def _both(self, masks: Sequence[bytes]) -> bytes:
        return self._joined(masks, and_) if masks else ONE * self._count

    def _either(self, masks: Sequence[bytes]) -> bytes:
        return self._joined(masks, or_) if masks else bytes(self._count)

    def _joined(self, masks: Sequence[bytes], how: Callable[[int, int], int]) -> bytes:
        numbers = (int.from_bytes(mask, "little") for mask in masks)
        return reduce(how, numbers).to_bytes(self._count, "little")


def _chosen(column: bytes, table: Sequence[bool]) -> bytes:
    return column.translate(bytes(table[:256]) + bytes(256 - min(len(table), 256)))


def numbers(found: bytes, limit: int) -> Iterator[int]:
    """Of the found documents, the first ones."""
    at = found.find(ONE)
    for _ in range(limit):
        if at < 0:
            return
        yield at
        at = found.find(ONE, at + 1)
