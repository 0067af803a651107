"""7z archives: each file inside as a part, with limits; names are text and never used as paths.

`sealed` counts files that are encrypted, `unread` those packed in a way that is not read here (PPMd, BCJ2),
`failed` those that are damaged or beyond a limit, plus 1 for an archive whose directory is cut or damaged.
The names of what is not read are the text. With its names encrypted too, the archive is encrypted as a whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from leftopen.formats.bounded_stream import limit_of
from leftopen.formats.seven_zip import (
    DIRECTORY,
    ENCODED,
    FILES,
    MARK,
    STREAMS,
    DamagedSevenZip,
    DirectoryReader,
    Stream,
    directory_at,
)
from leftopen.formats.seven_zip_streams import ENCRYPTED, is_known, unpacked
from leftopen.model.reader import Document, Part, Reader

PARTS_LIMIT = 20_000
DIRECTORY_LIMIT = 16 * 1024 * 1024
LAYERS = 4
"""A directory may be packed, and what comes out too."""
TEXT_LIMIT = 4 * 1024 * 1024
LOCKED = "7z with a password"


class Sealed(ValueError):
    """The directory is encrypted."""


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(MARK)


def read(data: bytes) -> Document:
    """Never raises."""
    try:
        streams, names = directory(data)
    except Sealed:
        return Document(text="", locked=LOCKED)
    except DamagedSevenZip:
        return Document(text="", failed=1)
    waiting = iter([name for name, there in names if there])
    draft = Draft(limit_of(data))
    for stream in streams:
        draft.add(data, stream, [next(waiting, "") for _ in stream.sizes])
    return draft.document(sum(1 for _ in waiting))


class Draft:
    """The archive while its streams are unpacked. Not a record."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._parts: list[Part] = []
        self._names: list[str] = []
        self._failed = self._sealed = self._unread = 0

    def add(self, data: bytes, stream: Stream, names: Sequence[str]) -> None:
        if ENCRYPTED in stream.methods:
            self._sealed += len(names)
            self._names += names
        elif not is_known(stream.coders):
            self._unread += len(names)
            self._names += names
        else:
            self._unpack(data, stream, names)

    def _unpack(self, data: bytes, stream: Stream, names: Sequence[str]) -> None:
        packed = data[stream.start : stream.start + stream.packed]
        content = unpacked(packed, stream.coders, min(stream.size, self._room))
        self._room -= len(content)
        for name, (one, whole) in zip(names, _files(content, stream), strict=True):
            fits = len(self._parts) < PARTS_LIMIT
            self._failed += not (whole and fits)
            if (one or whole) and fits:
                self._parts.append(Part(name=name, media="", data=one, damaged=not whole))
            else:
                self._names.append(name)

    def document(self, without: int) -> Document:
        """`without`: files that no stream holds."""
        return Document(
            text="\n".join(self._names)[:TEXT_LIMIT],
            parts=tuple(self._parts),
            failed=self._failed + without,
            sealed=self._sealed,
            unread=self._unread,
        )


def _files(content: bytes, stream: Stream) -> Iterator[tuple[bytes, bool]]:
    """Each file of a stream, and whether it is whole."""
    at = 0
    for size, check in zip(stream.sizes, stream.checks, strict=True):
        one = content[at : at + size] if size >= 0 else b""
        at += max(0, size)
        yield one, len(one) == size and check in (None, zlib.crc32(one))


def directory(data: bytes) -> tuple[list[Stream], list[tuple[str, bool]]]:
    """The streams, and each name with whether a stream holds the file. Raises DamagedSevenZip, Sealed."""
    start, size = directory_at(data)
    held = data[start : start + size]
    for _ in range(LAYERS):
        if not held:
            return [], []
        reader = DirectoryReader(held)
        kind = reader.number()
        if kind == DIRECTORY:
            return _listed(reader)
        if kind != ENCODED:
            break
        held = _decoded(data, reader.streams())
    raise DamagedSevenZip("its directory is of no kind known")


def _decoded(data: bytes, streams: Sequence[Stream]) -> bytes:
    if not streams:
        raise DamagedSevenZip("its directory is nowhere")
    stream = streams[0]
    if ENCRYPTED in stream.methods:
        raise Sealed
    if not is_known(stream.coders) or stream.size > DIRECTORY_LIMIT:
        raise DamagedSevenZip("its directory can't be unpacked")
    content = unpacked(data[stream.start : stream.start + stream.packed], stream.coders, stream.size)
    if len(content) < stream.size:
        raise DamagedSevenZip("its directory is damaged")
    return content


def _listed(reader: DirectoryReader) -> tuple[list[Stream], list[tuple[str, bool]]]:
    streams: list[Stream] = []
    names: list[tuple[str, bool]] = []
    while (kind := reader.number()) != 0:
        if kind == STREAMS:
            streams = reader.streams()
        elif kind == FILES:
            names = reader.names()
        else:
            raise DamagedSevenZip("something of no kind known")
    return streams, names


reader = Reader(recognises=recognises, read=read)
