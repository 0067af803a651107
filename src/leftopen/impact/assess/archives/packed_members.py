"""The members of one archive, one after another, each as a stream of bytes: nothing is in memory as a whole.

Whatever can't be unpacked is a member too, with the reason.
"""

from __future__ import annotations

import bz2
import io
import lzma
import mmap
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from leftopen.documents.gzip import GzipDecompressor
from leftopen.documents.seven_zip import LOCKED, Sealed, directory
from leftopen.documents.tar import BROKEN as BROKEN_TAR
from leftopen.documents.tar import next_header
from leftopen.documents.tar import recognises as is_tar
from leftopen.documents.xz import MEMORY
from leftopen.formats.bounded_stream import MOST, Inflater
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
from leftopen.formats.zip_archive import DEFLATED, STORED, Archive
from leftopen.impact.assess.buckets.bucket_file import BucketStream
from leftopen.model.assessment import Outcome

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 1024 * 1024
LISTED = 1_000_000
"""Members of one archive."""
RESTARTS = 20
"""Damaged headers of a tar archive behind which the next one is looked for."""
DAMAGED = "damaged or cut: what comes behind that place is not read"
SEALED = "a part with a password"
UNKNOWN = "packed in a way that is not read here"
UNLISTED = "the archive is damaged or cut: nobody can list what else it held"
TOO_MANY = f"beyond the first {LISTED:,} members of an archive"
WINDOW = 128 * 1024 * 1024
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, ValueError, EOFError,
    LookupError, MemoryError, RuntimeError, NotImplementedError, OverflowError,
)  # fmt: skip
OFFICE = ("[Content_Types].xml", "mimetype")
"""Files of a zip archive that is a document itself."""


class Damaged(Exception):
    """A member ends before its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedMember:
    """`pieces` raises Damaged where the member is; without it, `outcome` and `why` it is not unpacked.
    `packed`: its bytes in the archive; -1 for one that is only stored. `solid`: what lies behind it comes
    only after all of it."""

    name: str
    packed: int = -1
    pieces: Callable[[], Iterator[bytes]] | None = None
    outcome: Outcome = Outcome.FAILED
    why: str = ""
    solid: bool = False


def packed_members(kind: str, data: mmap.mmap, name: str) -> Iterator[PackedMember] | None:
    """`kind`: the name of its reader; `name` of the archive. None where it is no archive, but a document."""
    stem = name.rpartition("/")[2].rpartition("!")[2]
    for end in (".gz", ".bz2", ".xz", ".zst", ".lzma"):
        stem = stem.removesuffix(end)
    stem = f"{stem.removesuffix('.tgz')}.tar" if stem.endswith(".tgz") else stem
    if kind == "zip":
        return _zip(data)
    if kind == "tar":
        return _tar(data)
    if kind == "seven_zip":
        return _seven_zip(data)
    one = partial(_inflated, data, kind) if kind != "zstd" else partial(_zstd, data)
    if _begins_as_tar(one):
        return _tar_stream(one(), len(data))
    return iter((PackedMember(name=stem, packed=len(data), pieces=one),))


# --- zip


def _zip(data: mmap.mmap) -> Iterator[PackedMember] | None:
    try:
        archive = zipfile.ZipFile(_stream(data))
        entries = archive.infolist()
    except BROKEN:
        return _headed(data)
    if any(entry.filename in OFFICE for entry in entries):
        return None
    return _listed(archive, entries)


def _listed(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[PackedMember]:
    for entry in entries[:LISTED]:
        if entry.is_dir():
            continue
        if entry.flag_bits & 1:
            yield PackedMember(name=entry.filename, outcome=Outcome.ENCRYPTED, why=SEALED)
        elif entry.compress_type not in (0, 8, 12, 14):
            yield PackedMember(name=entry.filename, outcome=Outcome.UNREAD, why=UNKNOWN)
        else:
            pieces = partial(_entry, archive, entry)
            yield PackedMember(name=entry.filename, packed=entry.compress_size, pieces=pieces)
    yield from (PackedMember(name=entry.filename, why=TOO_MANY) for entry in entries[LISTED:])


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(entry) as opened:
            while piece := opened.read(PIECE):
                yield piece
    except BROKEN as error:
        raise Damaged from error


def _headed(data: mmap.mmap) -> Iterator[PackedMember]:
    """Of an archive without its directory: by the header before each member."""
    for entry in Archive(cast(bytes, data), most=LISTED).entries:
        if entry.sealed:
            yield PackedMember(name=entry.name, outcome=Outcome.ENCRYPTED, why=SEALED)
        elif entry.method not in (STORED, DEFLATED):
            yield PackedMember(name=entry.name, outcome=Outcome.UNREAD, why=UNKNOWN)
        else:
            end = min(entry.start + entry.packed, len(data))
            kind = "stored" if entry.method == STORED else "deflated"
            pieces = partial(_inflated, data, kind, entry.start, end)
            yield PackedMember(name=entry.name, packed=end - entry.start, pieces=pieces)
    yield PackedMember(name="?", why=UNLISTED)


# --- one stream


def _raw_deflate() -> Inflater:
    return GzipDecompressor(-15)


NEW: dict[str, Callable[[], Inflater]] = {
    "gzip": GzipDecompressor,
    "bzip2": bz2.BZ2Decompressor,
    "xz": partial(lzma.LZMADecompressor, memlimit=MEMORY),
    "deflated": _raw_deflate,
}


def _inflated(
    data: mmap.mmap, kind: str, start: int = 0, end: int = -1, new: Callable[[], Inflater] | None = None
) -> Iterator[bytes]:
    """All streams behind each other; zeros behind the last are padding. `new` instead of the kind's own."""
    at, end = start, len(data) if end < 0 else end
    if kind == "stored":
        yield from (data[one : min(one + PIECE, end)] for one in range(start, end, PIECE))
        return
    while True:
        worker = (new or NEW[kind])()
        while not worker.eof:
            piece = data[at : min(at + PIECE, end)] if worker.needs_input else b""
            at += len(piece)
            try:
                out = worker.decompress(piece, PIECE)
            except BROKEN as error:
                raise Damaged from error
            if out:
                yield out
            elif not piece and at >= end and not worker.eof:
                raise Damaged
        at -= len(worker.unused_data)
        if new or kind == "deflated" or not data[at : min(at + PIECE, end)].strip(b"\0"):
            return


def _zstd(data: mmap.mmap) -> Iterator[bytes]:
    try:
        worker = zstandard.ZstdDecompressor(max_window_size=WINDOW)
        with worker.stream_reader(_stream(data), read_across_frames=True) as opened:
            while piece := opened.read(PIECE):
                yield piece
    except BROKEN as error:
        raise Damaged from error


# --- tar


def _tar(data: mmap.mmap) -> Iterator[PackedMember]:
    start = 0
    for _ in range(RESTARTS):
        at = start
        try:
            stream = _stream(data)
            stream.seek(start)
            with tarfile.open(fileobj=stream, mode="r:", errorlevel=1) as archive:
                while (entry := archive.next()) is not None:
                    # The library keeps every entry that it has met, for links.
                    archive.members = []  # type: ignore[attr-defined]
                    at = archive.offset
                    if entry.isreg() and not entry.issparse():
                        yield PackedMember(name=entry.name, pieces=partial(_content, data, entry))
                    elif entry.issparse():
                        yield PackedMember(name=entry.name, outcome=Outcome.UNREAD, why=UNKNOWN)
        except BROKEN_TAR:
            pass
        # To the library, a damaged header that is not the first is an end.
        if data[at : at + 512] == bytes(512):
            return
        yield PackedMember(name="?", why=UNLISTED)
        start = next_header(cast(bytes, data), at)
        if start < 0:
            return


def _content(data: mmap.mmap, entry: tarfile.TarInfo) -> Iterator[bytes]:
    end = entry.offset_data + max(0, entry.size)
    yield from _inflated(data, "stored", entry.offset_data, min(end, len(data)))
    if end > len(data):
        raise Damaged


def _begins_as_tar(pieces: Callable[[], Iterator[bytes]]) -> bool:
    try:
        return is_tar("", "", next(pieces(), b""))
    except Damaged:
        return False


def _tar_stream(pieces: Iterator[bytes], packed: int) -> Iterator[PackedMember]:
    """A tar archive that is packed as a whole: it is never unpacked as such. Its members share what is packed
    of it."""
    stream = io.BufferedReader(_Pieces(pieces), PIECE)
    try:
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=1) as archive:
            while (entry := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]
                if entry.isreg() and not entry.issparse():
                    content = partial(_from_stream, archive, entry)
                    yield PackedMember(name=entry.name, packed=packed, pieces=content, solid=True)
                elif entry.issparse():
                    yield PackedMember(name=entry.name, outcome=Outcome.UNREAD, why=UNKNOWN)
        # Behind its end there are zeros, and whatever the packing checks.
        while stream.read(PIECE):
            pass
    except (*BROKEN_TAR, Damaged):
        yield PackedMember(name="?", why=UNLISTED)


def _from_stream(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    opened = archive.extractfile(entry)
    if opened is None:
        raise Damaged
    try:
        while piece := opened.read(PIECE):
            yield piece
    except BROKEN_TAR as error:
        raise Damaged from error


class _Pieces(io.RawIOBase):
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


# --- 7z


def _seven_zip(data: mmap.mmap) -> Iterator[PackedMember]:
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
        return _inflated(data, "stored" if method == COPY else "bzip2", start, end)
    if method in (LZMA, LZMA2):
        return _inflated(data, "", start, end, lambda: lzma_worker(stream.coders, stream.size))
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
            raise Damaged

    def finish(self) -> None:
        try:
            while self._left:
                self._next()
        except Damaged:
            self._left = 0

    def _next(self) -> bytes:
        try:
            self._rest = self._rest or next(self._pieces, b"")
        except BROKEN as error:
            raise Damaged from error
        if not self._rest:
            raise Damaged
        piece, self._rest = self._rest[: self._left], self._rest[self._left :]
        self._left -= len(piece)
        return piece


def _stream(data: mmap.mmap) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(BucketStream(data), PIECE))
