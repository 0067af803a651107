"""Decodes the subset of BSON in small requests and responses. Strict, bounded, never raises on any bytes.

Every length is checked against the bytes that are there and against the document that holds it, so a lie
(negative, two gigabytes, beyond the end) ends the reading. Documents in documents are read without recursion,
down to `DEPTH` levels. Source: the BSON specification, version 1.1 (bsonspec.org).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

DEPTH = 12
ELEMENTS = 20_000
LARGEST = 64 * 1024
"""The most bytes of one document that are read."""

Asked = bool | int | float | str | Mapping[str, "Asked"]
"""The values of a request; whole numbers become int32."""
Scalar = None | bool | int | float | str | bytes
Value = Scalar | list["Value"] | dict[str, "Value"]
Document = dict[str, Value]

_WIDTH = {0x06: 0, 0x07: 12, 0x09: 8, 0x0A: 0, 0x11: 8, 0x13: 16, 0x7F: 0, 0xFF: 0}
"""Types whose value is kept as bytes or dropped, and its length: undefined, object id, datetime, null,
timestamp, decimal, the largest and the smallest key."""
_TEXT = (0x02, 0x0D, 0x0E)
_SHALLOW = frozenset((0x01, 0x02, 0x05, 0x08, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x12, *_WIDTH))


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeResult:
    """`document` holds every element before the first fault; `fault` names it, '' when the whole document was
    read and nothing follows it."""

    document: Document
    fault: str = ""


class _Fault(Exception):
    """Caught in `decode`, never outside this file."""


def encode(elements: Mapping[str, Asked]) -> bytes:
    """Raises ValueError for a name with NUL, struct.error for a number that does not fit."""
    body = b"".join(_element(name, value) for name, value in elements.items())
    return struct.pack("<i", len(body) + 5) + body + b"\x00"


def decode(raw: bytes) -> DecodeResult:
    """The one document in `raw`, or its valid beginning."""
    reader = _Reader(raw)
    root: Document = {}
    try:
        reader.document(root)
    except _Fault as fault:
        return DecodeResult(document=root, fault=str(fault))
    return DecodeResult(document=root)


def _element(name: str, value: Asked) -> bytes:
    if "\0" in name:
        raise ValueError("a name holds NUL")
    key = name.encode() + b"\x00"
    if isinstance(value, bool):
        return b"\x08" + key + bytes([value])
    if isinstance(value, int):
        return b"\x10" + key + struct.pack("<i", value)
    if isinstance(value, float):
        return b"\x01" + key + struct.pack("<d", value)
    if isinstance(value, Mapping):
        return b"\x03" + key + encode(value)
    text = value.encode() + b"\x00"
    return b"\x02" + key + struct.pack("<i", len(text)) + text


@dataclass(slots=True, kw_only=True)
class _Open:
    """A document or an array being read: the position of its final zero byte."""

    into: Document | list[Value]
    last: int


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw[:LARGEST]
        self._at = 0
        self._left = ELEMENTS
        self._open: list[_Open] = []

    def document(self, root: Document) -> None:
        """Fills `root` element by element. Raises _Fault at the first invalid one."""
        self._enter(root)
        self._elements()
        if self._at != len(self._raw):
            raise _Fault("something stands behind it")

    def _elements(self) -> None:
        while self._open:
            inner = self._open[-1]
            kind = self._take(1)[0]
            if kind == 0:
                if self._at - 1 != inner.last:
                    raise _Fault("a document ends before its length")
                self._open.pop()
                continue
            self._left -= 1
            if self._left < 0:
                raise _Fault(f"more than {ELEMENTS} elements")
            self._element(kind, self._name(), inner)

    def _element(self, kind: int, name: str, inner: _Open) -> None:
        if kind in (0x03, 0x04):
            below: Document | list[Value] = {} if kind == 0x03 else []
            self._put(name, below, inner)
            self._enter(below)
            return
        if kind not in _SHALLOW:
            raise _Fault(f"a type {kind:#x}")
        self._put(name, self._scalar(kind), inner)

    def _enter(self, into: Document | list[Value]) -> None:
        if len(self._open) >= DEPTH:
            raise _Fault(f"deeper than {DEPTH}")
        start = self._at
        length = self._int()
        last = start + length - 1
        if length < 5 or (self._open and last >= self._open[-1].last):
            raise _Fault(f"a document of {length} bytes")
        self._open.append(_Open(into=into, last=last))

    def _put(self, name: str, value: Value, inner: _Open) -> None:
        if self._at > inner.last:
            raise _Fault("an element beyond its document")
        if isinstance(inner.into, list):
            inner.into.append(value)
        elif name in inner.into:
            raise _Fault("a name twice")
        else:
            inner.into[name] = value

    def _scalar(self, kind: int) -> Scalar:
        if kind in _TEXT:
            return self._string()
        if kind in _WIDTH:
            return self._take(_WIDTH[kind]) or None
        if kind == 0x01:
            return float(struct.unpack("<d", self._take(8))[0])
        if kind == 0x10:
            return self._int()
        if kind == 0x12:
            return int(struct.unpack("<q", self._take(8))[0])
        if kind == 0x08:
            return self._bool()
        return self._rare(kind)

    def _rare(self, kind: int) -> bytes:
        """Binary; a regular expression (two C strings); a pointer (text and id); code with its scope, which
        is skipped whole."""
        start = self._at
        if kind == 0x05:
            length = self._int()
            self._take(1)
            return self._take(length)
        if kind == 0x0B:
            self._name()
            self._name()
        elif kind == 0x0C:
            self._string()
            self._take(12)
        else:
            length = self._int()
            self._take(length - 4)
        return self._raw[start : self._at]

    def _bool(self) -> bool:
        value = self._take(1)[0]
        if value > 1:
            raise _Fault("a truth that is neither")
        return bool(value)

    def _string(self) -> str:
        length = self._int()
        text = self._take(length)
        if length < 1 or text[-1] != 0:
            raise _Fault("a text without its end")
        return _text(text[:-1])

    def _name(self) -> str:
        end = self._raw.find(b"\x00", self._at)
        if end < 0:
            raise _Fault("a name without its end")
        return _text(self._take(end - self._at + 1)[:-1])

    def _int(self) -> int:
        return int(struct.unpack("<i", self._take(4))[0])

    def _take(self, count: int) -> bytes:
        end = self._at + count
        if count < 0 or end > len(self._raw):
            raise _Fault("a length beyond what came" if count >= 0 else "a negative length")
        piece, self._at = self._raw[self._at : end], end
        return piece


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _Fault("a text that is no UTF-8") from None
