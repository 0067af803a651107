"""Zip archives: each file inside as a part, bounded; names are text and never touch a disk.

`failed` counts what is sealed, packed in a way that is not read, broken, beyond a limit, and 1 for an archive
that is cut off. The names of files that could not be read at all stand in the text. A document or sheet of
Office is a zip archive too and is handed on as what it is.
"""

from __future__ import annotations

from leftopen.formats.office import MEDIA, kind_of
from leftopen.formats.zip_archive import Archive
from leftopen.model.reader import Document, Part, Reader

PARTS_LIMIT = 200
MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04", b"PK\x07\x08PK\x03\x04")


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(MARKS)


def read(data: bytes) -> Document:
    """Never raises."""
    archive = Archive(data)
    kind = kind_of(archive)
    if kind:
        return Document(text="", parts=(Part(name="", media=MEDIA[kind], data=data),))
    parts: list[Part] = []
    unread: list[str] = []
    failed = archive.failed + max(0, len(archive.entries) - PARTS_LIMIT)
    for entry in archive.entries[:PARTS_LIMIT]:
        content, whole = archive.read(entry)
        failed += not whole
        if content:
            parts.append(Part(name=entry.name, media="", data=content))
        elif not whole:
            unread.append(entry.name)
    unread.extend(entry.name for entry in archive.entries[PARTS_LIMIT:])
    return Document(text="\n".join(unread), parts=tuple(parts), failed=failed)


reader = Reader(recognises=recognises, read=read)
