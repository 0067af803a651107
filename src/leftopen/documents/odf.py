"""OpenDocument files (odt, ods, odp): body, headers, notes, cells, comments and properties as text.

The pieces of one paragraph are joined; cells of a row are separated by tabs. Objects inside are read with it;
pictures and other embedded files are parts, but not what is only drawn of an object. `failed` counts pieces
that could not be read completely, plus 1 for a truncated file. Source: OASIS OpenDocument 1.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from leftopen.formats import office, office_xml
from leftopen.formats.zip_archive import Archive
from leftopen.model.reader import Document, Reader

MARK = b"mimetypeapplication/vnd.oasis.opendocument."
MANIFEST = "META-INF/manifest.xml"
PICTURES = ("Pictures/", "Thumbnails/", "media/")
OBJECT = re.compile(r"(?:Object|OLE)[ _]?\d{1,9}\Z|Object \d{1,9}/Pictures/")
LINES = frozenset({"p", "h", "table-row", "list-item", "title", "subject", "creator", "user-defined"})
SPACES = {"tab": "\t", "line-break": "\n", "s": " ", "table-cell": "\t"}


def recognises(name: str, media: str, first: bytes) -> bool:
    return first.startswith(b"PK\x03\x04") and MARK in first[:200]


def read(data: bytes) -> Document:
    """Never raises."""
    archive = Archive(data)
    if _is_encrypted(archive):
        return Document(text="", locked="OpenDocument with a password")
    texts, failed = office.read_steps(archive, [(_is_writing, _written)])
    folders = {entry.name.partition("/")[0] + "/" for entry in archive.entries if "/" in entry.name}
    embedded = tuple(
        entry.name
        for entry in archive.entries
        # An object of OpenDocument is a folder, any other one is a file.
        if entry.name.startswith(PICTURES) or (OBJECT.match(entry.name) and f"{entry.name}/" not in folders)
    )
    return office.document(archive, texts, failed + (not texts), embedded)


def _is_encrypted(archive: Archive) -> bool:
    """Does the list of its files say how they are encrypted?"""
    listed = next((entry for entry in archive.entries if entry.name == MANIFEST), None)
    return listed is not None and b"encryption-data" in archive.read(listed)[0]


def _is_writing(name: str) -> bool:
    return name.rpartition("/")[2] in ("content.xml", "styles.xml", "meta.xml")


def _written(raw: bytes, whole: bool) -> tuple[str, bool]:
    pieces: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name in SPACES:
            pieces.append(SPACES[name])
        if "href" in attributes and ":" in attributes["href"]:
            pieces.append(f" {attributes['href']} ")

    def end(name: str) -> None:
        if name in LINES:
            pieces.append("\n")

    read_well = office_xml.read_xml(raw, whole, office_xml.Events(start=start, end=end, text=pieces.append))
    return "".join(pieces), read_well


reader = Reader(recognises=recognises, read=read)
