"""The members of a 7z archive."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from functools import partial
from typing import cast

from leftopen.documents.seven_zip import LOCKED, Sealed, directory
from leftopen.formats.bounded_stream import MOST
from leftopen.formats.seven_zip import DamagedSevenZip, Stream
from leftopen.formats.seven_zip_streams import (
    BZIP2,
    COPY,
    ENCRYPTED,
    LZMA,
    LZMA2,
    is_known,
    lzma_worker,
    unpacked,
)
from leftopen.impact.assess.archives.packed_streams import (
    BROKEN,
    SEALED,
    UNKNOWN,
    UNLISTED,
    DamagedArchive,
    PackedMember,
    inflated,
)
from leftopen.model.assessment import Outcome


def seven_zip_members(data: mmap.mmap) -> Iterator[PackedMember]:
    try:
        streams, names = directory(cast(bytes, data))
    except Sealed:
        yield PackedMember(name="?", outcome=Outcome.ENCRYPTED, why=LOCKED)
        return
    except (DamagedSevenZip, MemoryError):
        yield PackedMember(name="?", why=UNLISTED)
        return
    waiting = iter([name for name, there in names if there])
    for stream in streams:
        yield from _streamed(data, stream, [next(waiting, "") for _ in stream.sizes])
    yield from (PackedMember(name=name, why=UNLISTED) for name in waiting)


def _streamed(data: mmap.mmap, stream: Stream, names: list[str]) -> Iterator[PackedMember]:
    """The files of a stream lie behind each other: they are asked for in their order."""
    if ENCRYPTED in stream.methods:
        yield from (PackedMember(name=name, outcome=Outcome.ENCRYPTED, why=SEALED) for name in names)
        return
    if not is_known(stream.coders):
        yield from (PackedMember(name=name, outcome=Outcome.UNREAD, why=UNKNOWN) for name in names)
        return
    whole = _Split(_unpacked(data, stream))
    for name, size, check in zip(names, stream.sizes, stream.checks, strict=True):
        packed = max(1, stream.packed * max(0, size) // max(1, stream.size))
        yield PackedMember(name=name, packed=packed, pieces=partial(whole.take, size, check), solid=True)
        whole.finish()


def _unpacked(data: mmap.mmap, stream: Stream) -> Iterator[bytes]:
    start, end = stream.start, stream.start + stream.packed
    method = stream.coders[0].method
    if method in (COPY, BZIP2):
        return inflated(data, "stored" if method == COPY else "bzip2", start, end)
    if method in (LZMA, LZMA2):
        return inflated(data, "", start, end, lambda: lzma_worker(stream.coders, stream.size))
    # Seldom met: in memory, as far as that goes.
    return iter((unpacked(data[start:end], stream.coders, min(stream.size, MOST)),))


class _Split:
    """A stream of pieces, cut into files. What was not taken of one is passed over."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""
        self._left = 0

    def take(self, size: int, check: int | None) -> Iterator[bytes]:
        self._left, digest = max(0, size), 0
        while self._left:
            piece = self._next()
            digest = zlib.crc32(piece, digest)
            yield piece
        if check not in (None, digest):
            raise DamagedArchive

    def finish(self) -> None:
        try:
            while self._left:
                self._next()
        except DamagedArchive:
            self._left = 0

    def _next(self) -> bytes:
        try:
            self._rest = self._rest or next(self._pieces, b"")
        except BROKEN as error:
            raise DamagedArchive from error
        if not self._rest:
            raise DamagedArchive
        piece, self._rest = self._rest[: self._left], self._rest[self._left :]
        self._left -= len(piece)
        return piece
