"""Reads zip archives in memory: names and inflated bytes, bounded, also of a truncated archive.

It uses the central directory where that is whole, else the header before each entry, which is all that a
sample of the first bytes has. What the directory leaves out is found by its header too. A length or a place
that some damage changed costs one entry, not those behind it. Names are never used as paths. Bounded are the
entries listed, the bytes inflated in all, and the ratio of an entry; encrypted entries, and methods other
than stored, Deflate, bzip2 and LZMA, are not read. Source: PKWARE, APPNOTE.TXT 6.3.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from itertools import islice

from leftopen.formats.bounded_stream import inflate
from leftopen.formats.zip_entries import (
    BZIP2,
    DEFLATED,
    DESCRIPTOR,
    LISTED,
    LZMA,
    SIZE_FOLLOWS,
    STORED,
    ZipEntry,
    by_directory,
    by_headers,
    unlisted_entries,
)

INFLATED = 8 * 1024 * 1024
"""Bytes that any archive may become. A large one may become `GROWTH` times what is packed, up to `MOST`."""
GROWTH = 100
MOST = 256 * 1024 * 1024
# Text shrinks to a fifth or a twentieth; deflate's maximum is a thousand times smaller, and a bomb.
RATIO = 100
FREE = INFLATED
PIECE = 4096

LZMA_PROPERTIES, LZMA_END_MARK = 5, 0x2
LZMA_HEAD = 4 + LZMA_PROPERTIES
LZMA_DICTIONARY = 128 * 1024 * 1024


class Archive:
    """`entries` without folders; `failed` counts those beyond `most`, and 1 for an archive that ends too
    early. It raises on no bytes."""

    def __init__(self, data: bytes, limit: int = INFLATED, most: int = LISTED) -> None:
        self._data = data
        listed = by_directory(data)
        whole = listed is not None
        found = listed if listed is not None else list(by_headers(data, most))
        broken = 0
        if listed is not None:
            hidden = unlisted_entries(data, tuple(listed))
            for entry in islice(hidden, max(0, most + 1 - len(listed))):
                if entry is None:
                    broken = 1
                else:
                    found.append(entry)
        self.entries = tuple(entry for entry in found[:most] if not entry.folder)
        self.failed = max(0, len(found) - most) + (not whole) + broken
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
    chain = lzma_chain(packed[:LZMA_HEAD])
    if chain is None:
        return b"", False
    worker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain)
    pieces: list[bytes] = []
    room, rest = limit, packed[LZMA_HEAD:]
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


def lzma_chain(head: bytes) -> list[dict[str, int]] | None:
    """The filters of a stream that begins behind these `LZMA_HEAD` bytes; None for what is none."""
    if len(head) < LZMA_HEAD or int.from_bytes(head[2:4], "little") != LZMA_PROPERTIES:
        return None
    first, size = head[4], int.from_bytes(head[5:9], "little")
    if first >= 9 * 5 * 5 or size > LZMA_DICTIONARY:
        return None
    return [{"id": lzma.FILTER_LZMA1, "lc": first % 9, "lp": first // 9 % 5, "pb": first // 45,
             "dict_size": max(4096, size)}]  # fmt: skip


UNPACK = {STORED: _stored, DEFLATED: _inflated, BZIP2: _bunzipped, LZMA: _lzma}
