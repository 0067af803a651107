"""Any text: strict UTF-8, UTF-16 by its byte order mark or NUL bytes, else latin-1."""

from __future__ import annotations

from leftopen.formats.charset import decode
from leftopen.formats.long_text import long_text
from leftopen.model.reader import Document, Reader

CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 27}


def recognises(name: str, media: str, first: bytes) -> bool:
    """A declared text type, or content that looks like text: almost no control characters in the first
    bytes."""
    if media.startswith(("text/", "application/json", "application/xml", "message/")):
        return True
    head = decode(first[:1024])
    return sum(ord(char) in CONTROLS for char in head) * 50 <= len(head)


def read(data: bytes) -> Document:
    """Never raises. Long text has the rest of it as parts."""
    return long_text(data)


reader = Reader(recognises=recognises, read=read)
