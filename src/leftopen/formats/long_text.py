"""Text that is too long to be searched at once, in pieces: the first is the text of the document itself, the
others are parts of it."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.formats.charset import decode
from leftopen.model.reader import Document, Part

PIECE = 4 * 1024 * 1024
"""Characters: searching them takes a few seconds."""
HEADING = 64 * 1024
MOST = 64 * 1024 * 1024
"""Bytes of which all is in memory twice."""


def long_text(data: bytes, media: str = "text/plain", *, table: bool = False) -> Document:
    """Never raises. What lies beyond `MOST` counts as one part not read. `table`: each piece begins with the
    first line, which holds the headings."""
    text = decode(data[:MOST])
    heading = text[: text.find("\n", 0, HEADING) + 1] if table else ""
    first, *others = pieces(text, PIECE - len(heading))
    parts = tuple(Part(name="", media=media, data=(heading + one).encode()) for one in others)
    cut = int(len(data) > MOST)
    return Document(text=first, parts=parts, failed=cut, cut=cut)


def pieces(text: str, size: int = PIECE) -> Iterator[str]:
    """At least one. Each ends at a line end, if there is one in its second half, so that no value is cut."""
    start = 0
    while len(text) - start > size:
        edge = text.rfind("\n", start + size // 2, start + size)
        end = edge + 1 if edge >= 0 else start + size
        yield text[start:end]
        start = end
    yield text[start:]
