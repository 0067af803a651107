"""Tables as text: CSV, TSV and their kin, each value with its heading beside it."""

from __future__ import annotations

from leftopen.formats.charset import decode
from leftopen.formats.table_text import ENDINGS, MEDIA, named_cells
from leftopen.formats.text_runs import is_binary
from leftopen.model.reader import Document, Reader

TEXT_LIMIT = 4 * 1024 * 1024
TYPES = (MEDIA, "text/tab-separated-values")


def recognises(name: str, media: str, first: bytes) -> bool:
    """By its name or media type, if it is text."""
    return (media.startswith(TYPES) or name.lower().endswith(ENDINGS)) and not is_binary(first)


def read(data: bytes) -> Document:
    """Never raises. Content beyond `TEXT_LIMIT` bytes is counted as one part not read."""
    return Document(text=named_cells(decode(data[:TEXT_LIMIT])), failed=int(len(data) > TEXT_LIMIT))


reader = Reader(recognises=recognises, read=read)
