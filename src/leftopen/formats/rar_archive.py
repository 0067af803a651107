"""Lists RAR archives, of version 4 and 5: the name of each file, whether it is encrypted, and its bytes where
it is only stored. No free program unpacks the others. Sources: technote.txt of UnRAR (version 4), RAR 5.0
archive format of RARLAB (version 5).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.formats.charset import decode

MARK_4, MARK_5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
BLOCK = struct.Struct("<HBHH")
FILE = struct.Struct("<IIBIIBBHI")
MAIN_4, FILE_4, END_4 = 0x73, 0x74, 0x7B
LOCKED_4, SEALED_4, SPLIT_4, LARGE_4, ADDED_4 = 0x80, 0x04, 0x03, 0x100, 0x8000
STORED_4, FOLDER_4 = 0x30, 0xE0
FIRST_WITH_END = 17, 29
"""Where a file says which version it needs, and the first version whose archives have a mark at their end."""
FILE_5, LOCKED_5, END_5 = 2, 4, 5
EXTRA_5, DATA_5, SPLIT_5 = 1, 2, 0x18
FOLDER_5, TIME_5, CHECK_5, SEALED_5 = 1, 2, 4, 1
NAME = 255
LISTED = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RarEntry:
    """`stored`: its bytes, from `start` to `end`, are those of the file."""

    name: str
    sealed: bool
    stored: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RarListing:
    """`locked`: the names are encrypted too. `whole`: the archive's end was met."""

    entries: tuple[RarEntry, ...]
    locked: bool = False
    whole: bool = False


def rar_listing(data: bytes) -> RarListing:
    """Never raises."""
    found: list[RarEntry] = []
    for one in _version_5(data) if data.startswith(MARK_5) else _version_4(data):
        if isinstance(one, RarListing):
            return RarListing(entries=tuple(found), locked=one.locked, whole=one.whole)
        found.append(one)
        if len(found) >= LISTED:
            break
    return RarListing(entries=tuple(found))


# --- version 4


def _version_4(data: bytes) -> Iterator[RarEntry | RarListing]:
    at = len(MARK_4)
    # Before version 2.9 no mark ended an archive; None: no file has told yet.
    old: bool | None = None
    while at + BLOCK.size <= len(data):
        _, kind, flags, size = BLOCK.unpack_from(data, at)
        if kind == END_4 or (kind == MAIN_4 and flags & LOCKED_4):
            yield RarListing(entries=(), locked=kind == MAIN_4, whole=True)
            return
        body = data[at + BLOCK.size : at + size]
        packed = int.from_bytes(body[:4], "little") if flags & ADDED_4 or kind == FILE_4 else 0
        if kind == FILE_4:
            if len(body) < FILE.size:
                return
            old = old is not False and body[FIRST_WITH_END[0]] < FIRST_WITH_END[1]
            packed |= int.from_bytes(body[25:29], "little") << 32 if flags & LARGE_4 else 0
            if flags & FOLDER_4 != FOLDER_4:
                yield _file_4(body, flags, at + size, at + size + packed)
        if size < BLOCK.size:
            return
        at += size + packed
    if old and at == len(data):
        yield RarListing(entries=(), whole=True)


def _file_4(body: bytes, flags: int, start: int, end: int) -> RarEntry:
    head = FILE.unpack_from(body)
    at = FILE.size + (8 if flags & LARGE_4 else 0)
    name = body[at : at + head[7]].split(b"\0")[0]
    sealed = bool(flags & SEALED_4)
    stored = head[6] == STORED_4 and not flags & SPLIT_4 and not sealed
    return RarEntry(name=decode(name)[:NAME], sealed=sealed, stored=stored, start=start, end=end)


# --- version 5


def _version_5(data: bytes) -> Iterator[RarEntry | RarListing]:
    at = len(MARK_5)
    while at + 7 <= len(data):
        size, body = _number(data, at + 4)
        end = body + size
        kind, place = _number(data, body)
        flags, place = _number(data, place)
        extra, place = _number(data, place) if flags & EXTRA_5 else (0, place)
        packed, place = _number(data, place) if flags & DATA_5 else (0, place)
        if kind in (LOCKED_5, END_5):
            yield RarListing(entries=(), locked=kind == LOCKED_5, whole=True)
            return
        if not size or end > len(data):
            return
        if kind == FILE_5 and (one := _file_5(data, place, end, min(extra, size), flags, packed)):
            yield one
        at = end + packed


def _file_5(data: bytes, at: int, end: int, extra: int, flags: int, packed: int) -> RarEntry | None:
    """None for a folder."""
    kind, at = _number(data, at)
    _, at = _number(data, at)
    _, at = _number(data, at)
    at += 4 * bool(kind & TIME_5) + 4 * bool(kind & CHECK_5)
    method, at = _number(data, at)
    _, at = _number(data, at)
    length, at = _number(data, at)
    if kind & FOLDER_5:
        return None
    sealed = _is_sealed(data[end - extra : end])
    stored = not method >> 7 & 7 and not flags & SPLIT_5 and not sealed
    name = decode(data[at : min(at + length, end)])[:NAME]
    return RarEntry(name=name, sealed=sealed, stored=stored, start=end, end=end + packed)


def _is_sealed(extra: bytes) -> bool:
    """Does one of the records say how the file is encrypted?"""
    at = 0
    while at < len(extra):
        size, body = _number(extra, at)
        if _number(extra, body)[0] == SEALED_5:
            return True
        at = body + max(1, size)
    return False


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first; and the place behind it. 0 behind the end."""
    value = 0
    for step in range(10):
        if at + step >= len(data):
            return 0, len(data)
        value |= (data[at + step] & 0x7F) << 7 * step
        if not data[at + step] & 0x80:
            return value, at + step + 1
    return 0, at + 10
