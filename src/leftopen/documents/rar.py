"""RAR archives: the names of their files as text. Files that are only stored are parts.

`unread` counts the packed ones, because no free program unpacks them, `sealed` those that are encrypted,
`failed` those that are cut, and 1 for an archive without its end. With its names encrypted too, the archive
is encrypted as a whole.
"""

from __future__ import annotations

from leftopen.formats.rar_archive import LISTED, MARK_4, MARK_5, rar_listing
from leftopen.model.reader import Document, Part, Reader

PARTS_LIMIT = 20_000
TEXT_LIMIT = 4 * 1024 * 1024
LOCKED = "RAR with a password"


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith((MARK_4, MARK_5))


def read(data: bytes) -> Document:
    """Never raises."""
    listing = rar_listing(data)
    if listing.locked and not listing.entries:
        return Document(text="", locked=LOCKED)
    parts: list[Part] = []
    names: list[str] = []
    failed = int(len(listing.entries) >= LISTED or not listing.whole)
    for entry in listing.entries:
        if entry.stored and len(parts) < PARTS_LIMIT:
            part = data[entry.start : entry.end]
            parts.append(Part(name=entry.name, media="", data=part, damaged=entry.end > len(data)))
            failed += parts[-1].damaged
        else:
            names.append(entry.name)
    sealed = sum(entry.sealed for entry in listing.entries)
    return Document(
        text="\n".join(names)[:TEXT_LIMIT],
        parts=tuple(part for part in parts if part.data or not part.damaged),
        failed=failed,
        sealed=sealed,
        unread=len(names) - sealed,
    )


reader = Reader(recognises=recognises, read=read)
