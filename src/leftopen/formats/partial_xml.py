"""Reads the XML of a listing, whole or cut: the fields of each record, safe against XML attacks.

A document type, an entity or a processing instruction other than the first line ends the reading; nothing is
fetched or expanded. Names are compared without their namespace. Never raises.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

LARGEST = 65536
DEEPEST = 64
MOST = 5000
LONGEST = 4096


class _Abused(Exception):
    """Something that no listing contains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """`root` is the outermost element's name, '' where there is none. `top` holds the first text of each
    wanted field outside of records, `records` those inside each. `cut`: it ended before its end."""

    root: str = ""
    top: Mapping[str, str] = field(default_factory=dict)
    records: tuple[Mapping[str, str], ...] = ()
    cut: bool = False


def read(body: bytes, record: str, fields: Collection[str]) -> Tree:
    """From the first 64 KiB: the text of `fields` in each element named `record`, and outside of them (an
    empty element gives ''). A record that was cut is left out."""
    return _read(body[: LARGEST + 1], record, frozenset(fields))


@lru_cache(maxsize=8)
def _read(body: bytes, record: str, fields: frozenset[str]) -> Tree:
    """Cached, because one listing is read several times in a row."""
    walk = _Walk(record, fields)
    parser = ParserCreate(namespace_separator=" ")
    walk.listen(parser)
    whole = False
    try:
        parser.Parse(body[:LARGEST], False)
        if len(body) <= LARGEST:
            parser.Parse(b"", True)
            whole = True
    except ExpatError:
        pass
    # LookupError: a declared encoding that nobody knows.
    except (_Abused, ValueError, LookupError):
        return Tree()
    return Tree(root=walk.root, top=walk.top, records=tuple(walk.records), cut=not whole)


class _Walk:
    def __init__(self, record: str, fields: frozenset[str]) -> None:
        self.root = ""
        self.top: dict[str, str] = {}
        self.records: list[dict[str, str]] = []
        self._record, self._fields = record, fields
        self._inside: dict[str, str] | None = None
        self._depth = 0
        self._text: list[str] | None = None
        self._length = 0

    def listen(self, parser: XMLParserType) -> None:
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        parser.StartDoctypeDeclHandler = self._abused
        parser.EntityDeclHandler = self._abused
        parser.ProcessingInstructionHandler = self._abused
        parser.buffer_text = True

    def _abused(self, *_: object) -> None:
        raise _Abused

    def _start(self, name: str, _: object) -> None:
        self._depth += 1
        if self._depth > DEEPEST or len(self.records) >= MOST:
            raise _Abused
        bare = name.rpartition(" ")[2]
        self.root = self.root or bare
        if bare == self._record:
            self._inside = {}
        self._text, self._length = ([], 0) if bare in self._fields else (None, 0)

    def _end(self, name: str) -> None:
        self._depth -= 1
        bare = name.rpartition(" ")[2]
        if bare == self._record and self._inside is not None:
            self.records.append(self._inside)
            self._inside = None
        elif bare in self._fields and self._text is not None:
            (self.top if self._inside is None else self._inside).setdefault(bare, "".join(self._text))
        self._text = None

    def _said(self, text: str) -> None:
        if self._text is not None and self._length < LONGEST:
            self._text.append(text[: LONGEST - self._length])
            self._length += len(text)
