"""Compound files (OLE2) whose name does not say what they are. Old Office files and mails of Outlook are
passed on as their own type; of any other the runs of text are searched, and embedded files are parts.

An encrypted Office file of today is one too.
"""

from __future__ import annotations

from leftopen.formats import office_binary
from leftopen.formats.compound_file import MARK, CompoundFile
from leftopen.model.reader import Document, Reader


def recognises(name: str, media: str, first: bytes) -> bool:
    known = any(office_binary.looks_like(kind, name, media, first) for kind in office_binary.MEDIA)
    return first.startswith(MARK) and not known


def read(data: bytes) -> Document:
    """Never raises."""
    found = office_binary.open_compound(data, "")
    return office_binary.carve(data, found) if isinstance(found, CompoundFile) else found


reader = Reader(recognises=recognises, read=read)
