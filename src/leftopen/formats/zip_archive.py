"""Reads zip archives in memory: names and inflated bytes, bounded, also of a truncated archive.

It uses the central directory where that is whole, else the header before each entry, which is all that a
sample of the first bytes has. A length or a place that some damage changed costs one entry, not those behind
it. Names are never used as paths. Bounded are the entries listed, the bytes
inflated in all, and the ratio of an entry; encrypted entries, and methods other than stored, Deflate, bzip2
and LZMA, are not read. Source: PKWARE, APPNOTE.TXT 6.3.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.formats.bounded_stream import inflate
from leftopen.formats.charset import decode

LISTED = 2_000
INFLATED = 8 * 1024 * 1024
"""Bytes that any archive may become. A large one may become `GROWTH` times what is packed, up to `MOST`."""
GROWTH = 100
MOST = 256 * 1024 * 1024
# Text shrinks to a fifth or a twentieth; deflate's maximum is a thousand times smaller, and a bomb.
RATIO = 100
FREE = INFLATED
NAME_LIMIT = 255
PIECE = 4096

LOCAL = b"PK\x03\x04"
CENTRAL = b"PK\x01\x02"
END = b"PK\x05\x06"
DESCRIPTOR = b"PK\x07\x08"
BEHIND = frozenset((LOCAL, CENTRAL, END, DESCRIPTOR, b"PK\x06\x08", b""))
"""What stands behind the content of an entry."""
SIGNATURE = b"PK\x05\x05"
LOCAL_HEAD = struct.Struct("<4s5H3I2H")
CENTRAL_HEAD = struct.Struct("<4s6H3I5H2I")
END_RECORD = struct.Struct("<4s4H2IH")
END_REACH = END_RECORD.size + 65535
STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
LZMA_PROPERTIES, LZMA_END_MARK = 5, 0x2
LZMA_DICTIONARY = 128 * 1024 * 1024
SEALED, SIZE_FOLLOWS, NAME_IS_UTF8 = 0x1, 0x8, 0x800
UNKNOWN = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipEntry:
    """`start` and `packed` locate its bytes in the archive; `packed` may be too large, never too small;
    `check` is the CRC-32 of its content, None where it follows the content."""

    name: str
    method: int
    flags: int
    start: int
    packed: int
    check: int | None

    @property
    def sealed(self) -> bool:
        return bool(self.flags & SEALED)

    @property
    def known(self) -> bool:
        """Is it packed in a way that is read here?"""
        return self.method in UNPACK


class Archive:
    """`entries` without folders; `failed` counts those beyond `most`, and 1 for an archive that ends too
    early. It raises on no bytes."""

    def __init__(self, data: bytes, limit: int = INFLATED, most: int = LISTED) -> None:
        self._data = data
        listed = _by_directory(data)
        whole = listed is not None
        found = listed if listed is not None else list(_by_headers(data, most))
        self.entries = tuple(entry for entry in found[:most] if not entry.name.endswith("/"))
        self.failed = max(0, len(found) - most) + (not whole)
        # Entries that mean the same bytes are packed once.
        packed = sum({entry.start: entry.packed for entry in self.entries}.values())
        self._room = max(limit, min(MOST, GROWTH * min(packed, len(data))))

    def read(self, entry: ZipEntry) -> tuple[bytes, bool]:
        """What could be inflated, and whether that is all of it. Counts against the limit of the archive."""
        content, whole, _ = self.read_cut(entry)
        return content, whole

    def read_cut(self, entry: ZipEntry) -> tuple[bytes, bool, bool]:
        """The same, and whether a limit kept the rest of it out."""
        if entry.sealed or not entry.known:
            return b"", False, False
        if self._room <= 0:
            return b"", False, True
        packed = self._data[entry.start : entry.start + entry.packed]
        limit = min(self._room, max(FREE, RATIO * len(packed)))
        content, whole = UNPACK[entry.method](packed, entry, limit)
        self._room -= len(content)
        return (
            content,
            whole and entry.check in (None, zlib.crc32(content)),
            not whole and len(content) >= limit,
        )


def _stored(packed: bytes, entry: ZipEntry, limit: int) -> tuple[bytes, bool]:
    if entry.flags & SIZE_FOLLOWS and packed[-16:-12] == DESCRIPTOR:
        packed = packed[:-16]
        return packed[:limit], len(packed) <= limit
    return packed[:limit], len(packed) == entry.packed <= limit


def _inflated(packed: bytes, entry: ZipEntry, limit: int) -> tuple[bytes, bool]:
    """In pieces, so that what came before a damaged place is kept."""
    worker = zlib.decompressobj(-15)
    pieces: list[bytes] = []
    room = limit
    for at in range(0, len(packed), PIECE):
        if room <= 0 or worker.eof:
            break
        try:
            # All of it is taken, unless there is no room left.
            piece = worker.decompress(packed[at : at + PIECE], room)
        except zlib.error:
            break
        pieces.append(piece)
        room -= len(piece)
    return b"".join(pieces), worker.eof


def _bunzipped(packed: bytes, entry: ZipEntry, limit: int) -> tuple[bytes, bool]:
    return inflate(packed, bz2.BZ2Decompressor, (OSError, ValueError), limit)


def _lzma(packed: bytes, entry: ZipEntry, limit: int) -> tuple[bytes, bool]:
    """Behind four bytes of a version and a length come the properties, then the stream (APPNOTE 5.8.8)."""
    length = int.from_bytes(packed[2:4], "little")
    if length != LZMA_PROPERTIES or len(packed) < 4 + length:
        return b"", False
    first, size = packed[4], int.from_bytes(packed[5:9], "little")
    if first >= 9 * 5 * 5 or size > LZMA_DICTIONARY:
        return b"", False
    chain = [{"id": lzma.FILTER_LZMA1, "lc": first % 9, "lp": first // 9 % 5, "pb": first // 45,
              "dict_size": max(4096, size)}]  # fmt: skip
    worker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain)
    pieces: list[bytes] = []
    room, rest = limit, packed[4 + length :]
    try:
        while room > 0 and not worker.eof and (piece := worker.decompress(rest, min(room, 1 << 20))):
            rest = b""
            pieces.append(piece)
            room -= len(piece)
    except (lzma.LZMAError, EOFError, ValueError, MemoryError):
        room = max(room, 1)
    content = b"".join(pieces)
    # A stream without an end mark ends where its packed bytes do; the checksum tells whether that is all.
    return content, worker.eof or (room > 0 and not entry.flags & LZMA_END_MARK)


UNPACK = {STORED: _stored, DEFLATED: _inflated, BZIP2: _bunzipped, LZMA: _lzma}


# --- by the central directory


def _by_directory(data: bytes) -> list[ZipEntry] | None:
    """None when there is none, or a broken one, or one that points elsewhere."""
    at = data.rfind(END, max(0, len(data) - END_REACH))
    if at < 0 or at + END_RECORD.size > len(data):
        return None
    _, _, _, _, count, size, offset, _ = END_RECORD.unpack_from(data, at)
    # Data before an archive (a self-extracting program) shifts all offsets, and so do bytes that are missing.
    moved = at - size - offset
    emptied = not count and data.find(LOCAL, 0, at) >= 0
    if UNKNOWN in (size, offset) or size > at or emptied:
        return None
    found: list[ZipEntry] = []
    place, headers = at - size, Headers(data)
    for _ in range(count):
        if place + CENTRAL_HEAD.size > at or data[place : place + 4] != CENTRAL:
            return None
        entry, place = _central(data, place, moved, headers)
        found.append(entry)
    # A count that is too small would hide the entries behind it.
    return found if place == at or data[place : place + 4] == SIGNATURE else None


def _central(data: bytes, at: int, moved: int, headers: Headers) -> tuple[ZipEntry, int]:
    head = CENTRAL_HEAD.unpack_from(data, at)
    flags, method, packed = head[3], head[4], head[8]
    name_length, extra, comment, offset = head[10], head[11], head[12], head[16]
    name = data[at + CENTRAL_HEAD.size : at + CENTRAL_HEAD.size + name_length]
    start = _content_at(data, offset + moved, name)
    entry = ZipEntry(
        name=_name(name, flags),
        method=method,
        flags=flags & ~SIZE_FOLLOWS,
        start=headers.content_of(name) if start is None else start,
        packed=len(data) if packed == UNKNOWN else packed,
        check=head[7],
    )
    return entry, at + CENTRAL_HEAD.size + name_length + extra + comment


def _content_at(data: bytes, at: int, name: bytes) -> int | None:
    """After the header at `at`, of which the mark, the name or its length may be damaged, but not all of
    them; None where there is none."""
    named = at + LOCAL_HEAD.size
    if at < 0 or named > len(data):
        return None
    head = LOCAL_HEAD.unpack_from(data, at)
    same = data[named : named + len(name)] == name
    if not same and (head[0] != LOCAL or head[9] != len(name)):
        return None
    return named + len(name) + int(head[10])


class Headers:
    """The headers before the entries, looked for when the directory points elsewhere."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts: dict[bytes, int] | None = None

    def content_of(self, name: bytes) -> int:
        """Where it begins; the end of the data where there is no such entry."""
        if self._starts is None:
            self._starts = {raw: entry.start for raw, entry in _headed(self._data, LISTED)}
        return self._starts.get(name, len(self._data))


# --- by the header before each entry


def _by_headers(data: bytes, most: int) -> Iterator[ZipEntry]:
    """At most one more than `most`."""
    return (entry for _, entry in _headed(data, most))


def _headed(data: bytes, most: int) -> Iterator[tuple[bytes, ZipEntry]]:
    """Each with its name as it is written."""
    directory = data.rfind(CENTRAL)
    at = data.find(LOCAL)
    for _ in range(most + 1):
        if at < 0 or at + LOCAL_HEAD.size > len(data):
            return
        head = LOCAL_HEAD.unpack_from(data, at)
        flags, method, packed, name_length = head[2], head[3], head[7], head[9]
        named = at + LOCAL_HEAD.size
        start = named + name_length + head[10]
        end = start + packed
        follows = packed == UNKNOWN or (flags & SIZE_FOLLOWS and not packed)
        # Of an archive that is cut, the last entry ends behind it; what it stores may be an archive too.
        last = end > len(data) and method == STORED and directory < at
        if follows or not (last or (end <= len(data) and data[end : end + 4] in BEHIND)):
            end = _next(data, named)
            start = min(start, end)
        name = data[named : min(named + name_length, end)]
        yield (
            name,
            ZipEntry(
                name=_name(name, flags),
                method=method,
                flags=flags,
                start=start,
                packed=end - start,
                check=None if flags & SIZE_FOLLOWS else head[6],
            ),
        )
        at = data.find(LOCAL, end)


def _next(data: bytes, start: int) -> int:
    """Where the next entry or the directory begins, if any."""
    places = [place for mark in (LOCAL, CENTRAL) if (place := data.find(mark, start)) >= 0]
    return min(places, default=max(start, len(data)))


def _name(raw: bytes, flags: int) -> str:
    return decode(raw[:NAME_LIMIT], "utf-8" if flags & NAME_IS_UTF8 or _is_utf8(raw) else "cp437")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
