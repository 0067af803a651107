"""Inflates one compressed stream after another, up to a limit that depends on what was packed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from leftopen.model.reader import Document, Part

FREE = 8 * 1024 * 1024
RATIO = 100
MOST = 256 * 1024 * 1024
PIECE = 64 * 1024
STREAMS = 10_000


class Inflater(Protocol):
    """As `bz2.BZ2Decompressor` and `lzma.LZMADecompressor` are."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


def limit_of(data: bytes) -> int:
    """Bytes that this much may become: text shrinks to a tenth, a bomb to a thousandth."""
    return min(MOST, max(FREE, RATIO * len(data)))


def inflate(
    data: bytes, new: Callable[[], Inflater], broken: tuple[type[Exception], ...], limit: int
) -> tuple[bytes, bool]:
    """What could be inflated of all streams behind each other, at most `limit` bytes, and whether that is
    all. What comes before a damaged place is kept; zeros behind the last stream are padding."""
    found, room, at = bytearray(), limit, 0
    padding = len(data.rstrip(b"\0"))
    for _ in range(STREAMS):
        # To a decompressor, no room is room without end.
        if room <= 0:
            break
        worker = new()
        while not worker.eof:
            piece = data[at : at + PIECE] if worker.needs_input else b""
            at += len(piece)
            try:
                out = worker.decompress(piece, min(room, PIECE * 16))
            except broken:
                return bytes(found), False
            found += out
            room -= len(out)
            if not worker.eof and (room <= 0 or (not out and not piece and at >= len(data))):
                return bytes(found), False
        at -= len(worker.unused_data)
        if at >= padding:
            return bytes(found), True
    return bytes(found), False


def packed_file(content: bytes, whole: bool, limit: int, name: str = "") -> Document:
    """One packed file for a reader: its content as one part, and a failure where it is not `whole`; it is cut
    where it reached the limit."""
    cut = not whole and len(content) >= limit
    parts = (Part(name=name, media="", data=content, damaged=not whole, cut=cut),) if content or whole else ()
    return Document(text="", parts=parts, failed=int(not whole), cut=int(cut))
