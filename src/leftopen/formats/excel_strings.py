"""Texts in the records of old Excel files. Source: MS-XLS 2.5.240, 2.5.293, 2.5.294 (texts), 2.4.265 (the
table of shared strings)."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from leftopen.formats.charset import decode

STRINGS = 1_000_000
ROOM = 16 * 1024 * 1024
"""Characters of all shared strings."""
WIDE, EXTENDED, RICH = 1, 4, 8


class Segments:
    """The bytes of a record and of those that continue it. Where a text goes on in the next, that says
    anew how wide its characters are. Not a record."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces
        self._at, self._within = 0, 0

    def take(self, count: int) -> bytes:
        """Fewer bytes at the end."""
        found = b""
        while len(found) < count and self._at < len(self._pieces):
            piece = self._pieces[self._at][self._within : self._within + count - len(found)]
            found += piece
            self._step(len(piece), len(found) < count)
        return found

    def skip(self, count: int) -> None:
        while count > 0 and self._at < len(self._pieces):
            step = min(count, len(self._pieces[self._at]) - self._within)
            count -= step
            self._step(step, count > 0)

    def text(self, count: int, wide: int) -> tuple[str, bool]:
        """`count` characters, and whether they are all there."""
        found: list[str] = []
        while count > 0 and self._at < len(self._pieces):
            raw = self._pieces[self._at][self._within : self._within + count * (1 + wide)]
            found.append(raw[: len(raw) & ~wide].decode("utf-16-le" if wide else "latin-1", "replace"))
            count -= max(1, len(raw) // (1 + wide)) if raw else 0
            self._step(len(raw), count > 0)
            if count > 0:
                flags = self.take(1)
                wide = flags[0] & WIDE if flags else 0
        return "".join(found), count <= 0

    def _step(self, count: int, onward: bool) -> None:
        """A piece is left only when more is wanted: what follows begins in the next one."""
        self._within += count
        if onward and self._within >= len(self._pieces[self._at]):
            self._at, self._within = self._at + 1, 0


def shared_strings(pieces: Sequence[bytes]) -> tuple[list[str], bool]:
    """The table of strings that cells refer to by number, and whether it is whole."""
    segments, found, room = Segments(pieces), list[str](), ROOM
    head = segments.take(8)
    if len(head) < 8:
        return found, False
    (count,) = struct.unpack_from("<I", head, 4)
    for _ in range(min(count, STRINGS)):
        text, whole = _rich(segments)
        if not whole or len(text) > room:
            return found, False
        room -= len(text)
        found.append(text)
    return found, count <= STRINGS


def _rich(segments: Segments) -> tuple[str, bool]:
    """One string, without its formatting and phonetic text."""
    head = segments.take(3)
    if len(head) < 3:
        return "", False
    length, flags = struct.unpack("<HB", head)
    runs = int.from_bytes(segments.take(2), "little") if flags & RICH else 0
    extended = int.from_bytes(segments.take(4), "little") if flags & EXTENDED else 0
    text, whole = segments.text(length, flags & WIDE)
    segments.skip(4 * runs + extended)
    return text, whole


def text_at(data: bytes, at: int, length: int, old: str = "") -> str:
    """A text in one record: its length (of `length` bytes), its flags and its characters. In files of 1995
    (`old` is their charset) it has no flags."""
    count = int.from_bytes(data[at : at + length], "little")
    at += length
    if old:
        return decode(data[at : at + count], old)
    if at >= len(data):
        return ""
    if data[at] & WIDE:
        raw = data[at + 1 : at + 1 + 2 * count]
        return raw[: len(raw) & ~1].decode("utf-16-le", "replace")
    return data[at + 1 : at + 1 + count].decode("latin-1")
