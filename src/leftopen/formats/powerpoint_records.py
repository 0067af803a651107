"""The document stream of PowerPoint files of 1997 to 2007: the texts in their order, and the embedded
objects. What was edited is still there, before what replaced it. Source: MS-PPT 2.3.1, 2.9, 2.10.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from leftopen.model.reader import Part

HEAD = struct.Struct("<HHI")
CONTAINER = 0xF
WIDE_TEXT, NARROW_TEXT, STRING = 0x0FA0, 0x0FA8, 0x0FBA
OBJECT, ENCRYPTION = 0x1011, 0x2F14
TEXT_LIMIT = 4 * 1024 * 1024
OBJECTS = 200
INFLATED = 32 * 1024 * 1024
ROOM = 128 * 1024 * 1024
RECORDS = 4_000_000
_SHOWN = str.maketrans({"\r": "\n", "\x0b": "\n", "\0": ""})


@dataclass(slots=True)
class Presentation:
    """What was found. `failed` counts objects that could not be inflated, and 1 for a damaged stream or one
    with more text than a limit."""

    texts: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    failed: int = 0
    encrypted: bool = False
    _text: int = TEXT_LIMIT
    _room: int = ROOM

    def read(self, stream: bytes) -> None:
        """All records of a stream. Never raises."""
        for kind, packed, data, whole in records(stream):
            self.failed += not whole
            if kind in (WIDE_TEXT, STRING):
                self._add(data[: len(data) & ~1].decode("utf-16-le", "replace"))
            elif kind == NARROW_TEXT:
                self._add(data.decode("latin-1"))
            elif kind == OBJECT:
                self._object(data, packed)
            elif kind == ENCRYPTION:
                self.encrypted = True

    def _add(self, text: str) -> None:
        self.failed += len(text) > self._text > 0
        kept = text[: max(0, self._text)]
        self._text -= len(text)
        if kept.strip():
            self.texts.append(kept.translate(_SHOWN))

    def _object(self, data: bytes, packed: bool) -> None:
        """A compound file; where it is packed, its length comes first."""
        room = min(INFLATED, self._room)
        content, whole = _inflated(data, room) if packed else (data[:room], len(data) <= room)
        self._room -= len(content)
        if len(self.parts) >= OBJECTS:
            content, whole = b"", False
        self.failed += not whole
        if content:
            self.parts.append(Part(name="", media="", data=content))


def records(stream: bytes) -> Iterator[tuple[int, bool, bytes, bool]]:
    """The kind of each record that holds no others, whether its first bit of use is set, its bytes, and
    whether they are whole. Containers are only entered, so that depth costs nothing."""
    at = 0
    for _ in range(RECORDS):
        if at + HEAD.size > len(stream):
            break
        version, kind, size = HEAD.unpack_from(stream, at)
        at += HEAD.size
        if version & 0xF == CONTAINER:
            if kind == ENCRYPTION:
                yield kind, False, b"", True
            continue
        data = stream[at : at + size]
        yield kind, bool(version >> 4), data, len(data) == size
        at += size
    if at < len(stream.rstrip(b"\0")):
        yield 0, False, b"", False


def _inflated(data: bytes, limit: int) -> tuple[bytes, bool]:
    """Whole is what has the length that comes first: some lack the end of the packed stream."""
    worker = zlib.decompressobj()
    try:
        content = worker.decompress(data[4:], max(1, limit))
        return content, worker.eof or len(content) == int.from_bytes(data[:4], "little")
    except zlib.error:
        return b"", False
