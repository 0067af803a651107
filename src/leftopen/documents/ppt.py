"""PowerPoint presentations of 1997 to 2007 (PPT): slides, notes, comments, links and properties as text.

Embedded files and pictures are parts. `failed` counts what could not be read whole. A presentation
of which nothing can be read is carved: the runs of text in its bytes are its text.
"""

from __future__ import annotations

import struct

from leftopen.formats import office_binary
from leftopen.formats.charset import scrub
from leftopen.formats.compound_file import CompoundFile
from leftopen.formats.drawing_pictures import drawing_pictures
from leftopen.formats.long_text import in_pieces
from leftopen.formats.office_binary import PPT
from leftopen.formats.powerpoint_records import Presentation
from leftopen.model.reader import Document, Reader

LOCKED = "PowerPoint with a password"
PICTURES = ("Pictures",)
USER = ("Current User",)
ENCRYPTED = 0xF3D1C4DF
"""The mark that the stream of the last user has then. Source: MS-PPT 2.3.2."""


def recognises(name: str, media: str, first: bytes) -> bool:
    return office_binary.looks_like(PPT, name, media, first)


def read(data: bytes) -> Document:
    """Never raises."""
    file = office_binary.open_compound(data, PPT)
    if isinstance(file, Document):
        return file
    path = office_binary.stream_named(file, PPT)
    stream, whole = file.read(path) if path else (b"", False)
    shown = Presentation()
    shown.read(stream)
    head = office_binary.properties(file)
    if shown.encrypted or _is_encrypted(file):
        return Document(text=head, locked=LOCKED)
    failed = shown.failed + (not whole) + file.lost
    if not shown.texts and failed:
        return office_binary.carve(data, file)
    parts, unread = office_binary.embedded(file)
    text = scrub("\n".join(filter(None, (head, *shown.texts))))
    pictures, lost = drawing_pictures(file.read(PICTURES)[0] if PICTURES in file else b"")
    parts = (*shown.parts, *parts, *pictures)
    return in_pieces(Document(text=text, parts=parts, failed=failed + unread + lost))


def _is_encrypted(file: CompoundFile) -> bool:
    data = file.read(USER)[0] if USER in file else b""
    return len(data) >= 16 and bool(struct.unpack_from("<I", data, 12)[0] == ENCRYPTED)


reader = Reader(recognises=recognises, read=read)
