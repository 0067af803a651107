"""Tables as text: CSV, TSV and their kin, each value with its heading beside it."""

from __future__ import annotations

from dataclasses import replace

from leftopen.formats.long_text import long_text
from leftopen.formats.table_text import ENDINGS, MEDIA, named_cells
from leftopen.formats.text_runs import is_binary
from leftopen.model.reader import Document, Reader

TYPES = (MEDIA, "text/tab-separated-values")


def recognises(name: str, media: str, first: bytes) -> bool:
    """By its name or media type, if it is text."""
    return (media.startswith(TYPES) or name.lower().endswith(ENDINGS)) and not is_binary(first)


def read(data: bytes) -> Document:
    """Never raises. A long table has the rest of it as parts, each with the headings."""
    found = long_text(data, MEDIA, table=True)
    return replace(found, text=named_cells(found.text))


reader = Reader(recognises=recognises, read=read)
