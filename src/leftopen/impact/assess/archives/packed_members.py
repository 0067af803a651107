"""The members of one archive, one after another, each as a stream of bytes.

Whatever can't be unpacked is a member too, with the reason.
"""

from __future__ import annotations

import mmap
import zipfile
from bisect import bisect_right
from bz2 import BZ2Decompressor
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from lzma import FORMAT_RAW, LZMADecompressor
from typing import cast
from zlib import crc32

from leftopen.documents.tar import recognises as is_tar
from leftopen.formats.zip_archive import LZMA_HEAD, Archive, lzma_chain
from leftopen.formats.zip_entries import (
    BZIP2,
    DEFLATED,
    LOCAL_HEAD,
    LZMA,
    NAME_IS_UTF8,
    SIZE_FOLLOWS,
    STORED,
    UNKNOWN_SIZE,
    ZipEntry,
    content_at,
    unlisted_entries,
)
from leftopen.impact.assess.archives.packed_seven_zip import seven_zip_members
from leftopen.impact.assess.archives.packed_streams import (
    BROKEN,
    HEADLESS,
    LISTED,
    SEALED,
    TOO_MANY,
    UNKNOWN,
    UNLISTED,
    WRONG,
    DamagedArchive,
    PackedMember,
    inflated,
    stream_of,
    unzstd,
)
from leftopen.impact.assess.archives.packed_tar import tar_members, tar_stream_members
from leftopen.model.assessment import Outcome

OFFICE = ("[Content_Types].xml", "mimetype")
"""Files of a zip archive that is a document itself."""


def packed_members(kind: str, data: mmap.mmap, name: str) -> Iterator[PackedMember] | None:
    """`kind`: the name of its reader; `name` of the archive. None where it is no archive, but a document."""
    stem = name.rpartition("/")[2].rpartition("!")[2]
    for end in (".gz", ".bz2", ".xz", ".zst", ".lzma"):
        stem = stem.removesuffix(end)
    stem = f"{stem.removesuffix('.tgz')}.tar" if stem.endswith(".tgz") else stem
    if kind == "zip":
        return _zip(data)
    if kind == "tar":
        return tar_members(data)
    if kind == "seven_zip":
        return seven_zip_members(data)
    one = partial(inflated, data, kind) if kind != "zstd" else partial(unzstd, data)
    if _begins_as_tar(one):
        return tar_stream_members(one(), len(data))
    return iter((PackedMember(name=stem, packed=len(data), pieces=one),))


def _begins_as_tar(pieces: Callable[[], Iterator[bytes]]) -> bool:
    try:
        return is_tar("", "", next(pieces(), b""))
    except DamagedArchive:
        return False


def _zip(data: mmap.mmap) -> Iterator[PackedMember] | None:
    try:
        archive = zipfile.ZipFile(stream_of(data))
        entries = archive.infolist()
    except BROKEN:
        return _headed(data)
    if any(entry.filename in OFFICE for entry in entries):
        return None
    return _listed(data, archive.start_dir, entries)


def _listed(data: mmap.mmap, first: int, infos: list[zipfile.ZipInfo]) -> Iterator[PackedMember]:
    """Then what the directory leaves out. It begins at `first`."""
    entries = [_entry(cast(bytes, data), info) for info in infos[:LISTED]]
    edges = sorted({first, *(entry.start for entry in entries)})
    for info, entry in zip(infos, entries, strict=False):
        # To where the next begins, whatever the lengths say: what is packed has an end of its own.
        at = bisect_right(edges, entry.start)
        upto = edges[at] if at < len(edges) else len(data)
        packed = min(entry.packed, upto - entry.start)
        end = entry.start + packed if entry.method == STORED else upto
        if entry.known and not entry.sealed:
            pieces = partial(_checked, data, entry, end, info.file_size)
            made = PackedMember(name=info.filename, packed=packed, pieces=pieces)
        else:
            made = replace(_by_header(data, entry), name=info.filename)
        # An entry may have no name, which the library's own test does not expect.
        if not entry.folder:
            yield made
    yield from (PackedMember(name=info.filename, why=TOO_MANY) for info in infos[LISTED:])
    stated = [replace(entry, packed=info.compress_size) for info, entry in zip(infos, entries, strict=False)]
    for number, hidden in enumerate(unlisted_entries(cast(bytes, data), stated)):
        if number + len(infos) >= LISTED:
            yield PackedMember(name="?", why=TOO_MANY)
            return
        if hidden is None or not hidden.folder:
            yield _by_header(data, hidden) if hidden else PackedMember(name="?", why=HEADLESS)


def _entry(data: bytes, info: zipfile.ZipInfo) -> ZipEntry:
    """With the larger of its two lengths. One whose header is not where the directory says has no bytes."""
    raw = info.orig_filename.encode("utf-8" if info.flag_bits & NAME_IS_UTF8 else "cp437", "replace")
    start, packed = content_at(data, info.header_offset, raw), info.compress_size
    if start is not None:
        stated = LOCAL_HEAD.unpack_from(data, info.header_offset)[7]
        packed = max(packed, stated if stated != UNKNOWN_SIZE else 0)
    return ZipEntry(
        name=info.filename,
        method=info.compress_type,
        flags=info.flag_bits & ~SIZE_FOLLOWS,
        start=len(data) if start is None else start,
        packed=packed,
        check=info.CRC,
        head=info.header_offset,
    )


def _headed(data: mmap.mmap) -> Iterator[PackedMember]:
    """Of an archive without its directory: by the header before each member."""
    for entry in Archive(cast(bytes, data), most=LISTED).entries:
        yield _by_header(data, entry)
    yield PackedMember(name="?", why=UNLISTED)


def _by_header(data: mmap.mmap, entry: ZipEntry) -> PackedMember:
    if entry.sealed:
        return PackedMember(name=entry.name, outcome=Outcome.ENCRYPTED, why=SEALED)
    if not entry.known:
        return PackedMember(name=entry.name, outcome=Outcome.UNREAD, why=UNKNOWN)
    end = min(entry.start + entry.packed, len(data))
    pieces = partial(_checked, data, entry, end)
    return PackedMember(name=entry.name, packed=end - entry.start, pieces=pieces)


def _checked(data: mmap.mmap, entry: ZipEntry, end: int, size: int | None = None) -> Iterator[bytes]:
    """Raises DamagedArchive behind all that there is, where the sum or the size is another."""
    stated = done = 0
    try:
        for piece in _unpacked(data, entry, end):
            stated, done = crc32(piece, stated), done + len(piece)
            yield piece
    except DamagedArchive:
        # A stream of LZMA needs no mark at its end: the sum tells.
        if entry.method != LZMA or entry.check is None:
            raise
    if entry.check not in (None, stated) or size not in (None, done):
        raise DamagedArchive(WRONG)


def _unpacked(data: mmap.mmap, entry: ZipEntry, end: int) -> Iterator[bytes]:
    if entry.method in (STORED, DEFLATED):
        return inflated(data, "stored" if entry.method == STORED else "deflated", entry.start, end)
    if entry.method == BZIP2:
        return inflated(data, "bzip2", entry.start, end, BZ2Decompressor)
    chain = lzma_chain(data[entry.start : entry.start + LZMA_HEAD])
    if chain is None:
        raise DamagedArchive
    return inflated(
        data, "", entry.start + LZMA_HEAD, end, partial(LZMADecompressor, FORMAT_RAW, filters=chain)
    )
