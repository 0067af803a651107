"""Office Open XML: recognises the kind of document in a zip archive. Source: ECMA-376, part 2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from leftopen.formats.long_text import in_pieces
from leftopen.formats.zip_archive import Archive
from leftopen.model.reader import Document, Part

DOCX, XLSX, PPTX = "docx", "xlsx", "pptx"
FOLDER = {DOCX: "word/", XLSX: "xl/", PPTX: "ppt/"}
MEDIA = {
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
NAMES = {
    DOCX: (".docx", ".docm", ".dotx", ".dotm"),
    XLSX: (".xlsx", ".xlsm", ".xltx", ".xltm"),
    PPTX: (".pptx", ".pptm", ".potx", ".ppsx", ".ppsm"),
}
ZIP_MEDIA = "application/zip"
THUMBNAIL = "docProps/thumbnail"
"""A picture of the first page, which may be older than the page."""
TYPES = "[Content_Types].xml"
PARTS_LIMIT = 1_000
MARK = b"PK\x03\x04"
NUMBER = re.compile(r"\d{1,9}")

Read = Callable[[bytes, bool], tuple[str, bool]]
Step = tuple[Callable[[str], bool], Read]
"""Which files of an archive, and how each is read."""


def kind_of(archive: Archive) -> str:
    """`docx`, `xlsx`, `pptx`, or '' for any other archive."""
    known = [entry.name for entry in archive.entries if entry.name.endswith(".xml")]
    if TYPES not in known:
        return ""
    return next((kind for kind in FOLDER if any(name.startswith(FOLDER[kind]) for name in known)), "")


def looks_like(kind: str, name: str, media: str, first: bytes) -> bool:
    """By its name, its media type, or the names in its first bytes. A declared plain archive is treated as
    one first."""
    if not first.startswith(MARK) or media == ZIP_MEDIA:
        return False
    named = name.lower().endswith(NAMES[kind]) or media.startswith(MEDIA[kind].rpartition(".")[0])
    return named or (TYPES.encode() in first and FOLDER[kind].encode() in first)


def texts(archive: Archive, names: Iterable[str], read: Read) -> tuple[list[str], int]:
    """The result of `read` for each of these files, and how many were not read whole. Of duplicate names the
    first file."""
    entries = {entry.name: entry for entry in reversed(archive.entries)}
    found, failed = [], 0
    for name in names:
        text, whole = read(*archive.read(entries[name]))
        found.append(text)
        failed += not whole
    return found, failed


def read_steps(archive: Archive, steps: Iterable[Step]) -> tuple[list[str], int]:
    """`texts` for the files of each step, in their order, one step after another."""
    names = in_order(entry.name for entry in archive.entries)
    pieces, failed = [], 0
    for chosen, read in steps:
        found, unread = texts(archive, filter(chosen, names), read)
        pieces += found
        failed += unread
    return pieces, failed


def document(
    archive: Archive, pieces: Iterable[str], failed: int, folders: str | tuple[str, ...] = ()
) -> Document:
    """The pieces as one text, with the files below `folders` as parts. `failed` pieces were
    not read whole; the archive's own failures and its parts' are added."""
    text = "\n".join(filter(None, pieces))
    parts, unread = embedded(archive, folders)
    return in_pieces(Document(text=text, parts=parts, failed=failed + archive.failed + unread))


def is_property(name: str) -> bool:
    """Author, title and the like, and what a template binds to."""
    return name.startswith(("docProps/", "customXml/item")) and name.endswith(".xml")


def embedded(archive: Archive, folders: str | tuple[str, ...]) -> tuple[tuple[Part, ...], int]:
    """The files below these folders, and how many were not read whole."""
    wanted = [entry for entry in archive.entries if entry.name.startswith(folders)]
    parts, failed = [], max(0, len(wanted) - PARTS_LIMIT)
    for entry in wanted[:PARTS_LIMIT]:
        content, whole = archive.read(entry)
        failed += not whole
        if content:
            parts.append(Part(name=entry.name, media="", data=content))
    return tuple(parts), failed


def in_order(names: Iterable[str]) -> list[str]:
    """`sheet2` before `sheet10`; without duplicates."""
    return sorted(set(names), key=lambda name: ([int(digits) for digits in NUMBER.findall(name)], name))
