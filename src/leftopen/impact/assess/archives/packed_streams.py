"""A packed stream, piece by piece: nothing is in memory as a whole."""

from __future__ import annotations

import bz2
import io
import lzma
import mmap
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from leftopen.documents.gzip import GzipDecompressor
from leftopen.documents.xz import MEMORY
from leftopen.documents.zstd import ENDS, LAST, WINDOW
from leftopen.formats.bounded_stream import Inflater
from leftopen.impact.assess.buckets.bucket_file import BucketStream
from leftopen.model.assessment import Outcome

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 1024 * 1024
LISTED = 1_000_000
"""Members of one archive."""
DAMAGED = "damaged or cut: what comes behind that place is not read"
SEALED = "a part with a password"
UNKNOWN = "packed in a way that is not read here"
UNLISTED = "the archive is damaged or cut: its other members cannot be listed"
WRONG = "its sum or its size is wrong: what there is of it is read"
HEADLESS = "what begins like a file in an archive, is in no directory and can't be read"
TOO_MANY = f"beyond the first {LISTED:,} members of an archive"
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, ValueError, EOFError,
    LookupError, MemoryError, RuntimeError, NotImplementedError, OverflowError,
)  # fmt: skip


class DamagedArchive(Exception):
    """A member ends before its end, or is not what was packed: then it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedMember:
    """`pieces` raises DamagedArchive where the member is; without it, `outcome` and `why` it is not unpacked.
    `packed`: its bytes in the archive; -1 for one that is only stored. `solid`: what lies behind it comes
    only after all of it."""

    name: str
    packed: int = -1
    pieces: Callable[[], Iterator[bytes]] | None = None
    outcome: Outcome = Outcome.FAILED
    why: str = ""
    solid: bool = False


def _raw_deflate() -> Inflater:
    return GzipDecompressor(-15)


NEW: dict[str, Callable[[], Inflater]] = {
    "gzip": GzipDecompressor,
    "bzip2": bz2.BZ2Decompressor,
    "xz": partial(lzma.LZMADecompressor, memlimit=MEMORY),
    "deflated": _raw_deflate,
}


def inflated(
    data: mmap.mmap, kind: str, start: int = 0, end: int = -1, new: Callable[[], Inflater] | None = None
) -> Iterator[bytes]:
    """All streams behind each other; zeros behind the last are padding. `new` instead of the kind's own."""
    at, end = start, len(data) if end < 0 else end
    if kind == "stored":
        yield from (data[one : min(one + PIECE, end)] for one in range(start, end, PIECE))
        return
    while True:
        try:
            worker = (new or NEW[kind])()
        except BROKEN as error:
            raise DamagedArchive from error
        while not worker.eof:
            piece = data[at : min(at + PIECE, end)] if worker.needs_input else b""
            at += len(piece)
            try:
                out = worker.decompress(piece, PIECE)
            except BROKEN as error:
                raise DamagedArchive from error
            if out:
                yield out
            elif not piece and at >= end and not worker.eof:
                raise DamagedArchive
        at -= len(worker.unused_data)
        if new or kind == "deflated" or not data[at : min(at + PIECE, end)].strip(b"\0"):
            return


def unzstd(data: mmap.mmap) -> Iterator[bytes]:
    """The library takes a stream that is cut for a whole one: a frame behind it that is not read as it is
    tells them apart."""
    held = b""
    packed = io.BufferedReader(Pieces(chain(inflated(data, "stored"), (LAST,))), PIECE)
    try:
        worker = zstandard.ZstdDecompressor(max_window_size=WINDOW)
        with worker.stream_reader(packed, read_across_frames=True) as opened:
            while piece := opened.read(PIECE):
                piece, held = (held + piece)[: -len(ENDS)], (held + piece)[-len(ENDS) :]
                if piece:
                    yield piece
    except BROKEN as error:
        raise DamagedArchive from error
    if held != ENDS:
        if held:
            yield held
        raise DamagedArchive


class Pieces(io.RawIOBase):
    """Pieces for a library that reads. What is damaged is no end of it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with memoryview(buffer).cast("B") as room:
            self._rest = self._rest or next(self._pieces, b"")
            piece, self._rest = self._rest[: len(room)], self._rest[len(room) :]
            room[: len(piece)] = piece
        return len(piece)


def stream_of(data: mmap.mmap) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(BucketStream(data), PIECE))
