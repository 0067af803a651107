"""The members of a tar archive: of one that lies there as such, and of one that is packed as a whole."""

from __future__ import annotations

import io
import mmap
import tarfile
from collections.abc import Iterator
from functools import partial
from typing import cast

from leftopen.documents.tar import BLOCK, BROKEN, next_header
from leftopen.impact.assess.archives.packed_streams import (
    PIECE,
    UNKNOWN,
    UNLISTED,
    DamagedArchive,
    PackedMember,
    Pieces,
    inflated,
    stream_of,
)
from leftopen.model.assessment import Outcome

RESTARTS = 20
"""DamagedArchive headers behind which the next one is looked for."""


def tar_members(data: mmap.mmap) -> Iterator[PackedMember]:
    start = 0
    for _ in range(RESTARTS):
        at = start
        try:
            stream = stream_of(data)
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
        except BROKEN:
            pass
        # To the library, a damaged header that is not the first is an end.
        if data[at : at + BLOCK] == bytes(BLOCK):
            return
        yield PackedMember(name="?", why=UNLISTED)
        start = next_header(cast(bytes, data), at)
        if start < 0:
            return


def _content(data: mmap.mmap, entry: tarfile.TarInfo) -> Iterator[bytes]:
    end = entry.offset_data + max(0, entry.size)
    yield from inflated(data, "stored", entry.offset_data, min(end, len(data)))
    if end > len(data):
        raise DamagedArchive


def tar_stream_members(pieces: Iterator[bytes], packed: int) -> Iterator[PackedMember]:
    """A tar archive that is packed as a whole: it is never unpacked as such. Its members share what is packed
    of it."""
    stream = io.BufferedReader(Pieces(pieces), PIECE)
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
    except (*BROKEN, DamagedArchive):
        yield PackedMember(name="?", why=UNLISTED)


def _from_stream(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    opened = archive.extractfile(entry)
    if opened is None:
        raise DamagedArchive
    try:
        while piece := opened.read(PIECE):
            yield piece
    except BROKEN as error:
        raise DamagedArchive from error
