"""Zip archives: each file inside as a part, with limits; names are text and never used as paths.

`sealed` counts encrypted files, `unread` files with an unsupported compression method, `failed` malformed
files and files beyond a limit, plus 1 for a truncated archive. The names of unreadable files are included in
the text. An Office document or sheet is also a zip archive and is passed on as its own type.
"""

from __future__ import annotations

from leftopen.formats.office import MEDIA, kind_of
from leftopen.formats.zip_archive import Archive
from leftopen.model.reader import Document, Part, Reader

PARTS_LIMIT = 10_000
LISTED = 20_000
MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04", b"PK\x07\x08PK\x03\x04")


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(MARKS)


def read(data: bytes) -> Document:
    """Never raises."""
    archive = Archive(data, most=LISTED)
    kind = kind_of(archive)
    if kind:
        return Document(text="", parts=(Part(name="", media=MEDIA[kind], data=data),))
    parts: list[Part] = []
    names: list[str] = []
    sealed = unread = 0
    beyond = max(0, len(archive.entries) - PARTS_LIMIT)
    failed = archive.failed + beyond
    for entry in archive.entries[:PARTS_LIMIT]:
        content, whole, cut = archive.read_cut(entry)
        beyond += cut
        sealed += entry.sealed
        unread += not entry.sealed and not entry.known
        failed += not whole and not entry.sealed and entry.known
        if content or whole:
            parts.append(Part(name=entry.name, media="", data=content, damaged=not whole, cut=cut))
        else:
            names.append(entry.name)
    names.extend(entry.name for entry in archive.entries[PARTS_LIMIT:])
    return Document(
        text="\n".join(names),
        parts=tuple(parts),
        failed=failed,
        sealed=sealed,
        unread=unread,
        cut=beyond,
    )


reader = Reader(recognises=recognises, read=read)
