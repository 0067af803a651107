"""The members of one archive, one after another, each as a stream of bytes.

Whatever can't be unpacked is a member too, with the reason.
"""

from __future__ import annotations

import mmap
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

from leftopen.documents.tar import recognises as is_tar
from leftopen.formats.zip_archive import DEFLATED, STORED, Archive
from leftopen.impact.assess.archives.packed_seven_zip import seven_zip_members
from leftopen.impact.assess.archives.packed_streams import (
    BROKEN,
    LISTED,
    PIECE,
    SEALED,
    TOO_MANY,
    UNKNOWN,
    UNLISTED,
    Damaged,
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
    except Damaged:
        return False


def _zip(data: mmap.mmap) -> Iterator[PackedMember] | None:
    try:
        archive = zipfile.ZipFile(stream_of(data))
        entries = archive.infolist()
    except BROKEN:
        return _headed(data)
    if any(entry.filename in OFFICE for entry in entries):
        return None
    return _listed(archive, entries)


def _listed(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[PackedMember]:
    for entry in entries[:LISTED]:
        # An entry may have no name, which the library's own test does not expect.
        if entry.filename.endswith("/"):
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
            pieces = partial(inflated, data, kind, entry.start, end)
            yield PackedMember(name=entry.name, packed=end - entry.start, pieces=pieces)
    yield PackedMember(name="?", why=UNLISTED)
