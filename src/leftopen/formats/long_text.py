"""Text that is too long to be searched at once, in pieces: the first is the text of the document itself, the
others are parts of it, as are the files that are written as text in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from leftopen.formats.charset import decode
from leftopen.formats.text_blocks import text_blocks
from leftopen.model.reader import Document, Part

PIECE = 4 * 1024 * 1024
"""Characters: searching them takes a few seconds."""
HEADING = 64 * 1024
MOST = 64 * 1024 * 1024
"""Bytes of which all is in memory twice."""


def long_text(data: bytes, media: str = "text/plain", *, table: bool = False) -> Document:
    """Never raises. What lies beyond `MOST` counts as one part not read. `table`: each piece begins with the
    first line, which holds the headings."""
    found = text_blocks(decode(data[:MOST]))
    heading = found.text[: found.text.find("\n", 0, HEADING) + 1] if table else ""
    first, *others = pieces(found.text, PIECE - len(heading))
    cut = int(len(data) > MOST) + found.beyond
    return Document(
        text=first,
        parts=(*(text_part(heading + one, media) for one in others), *found.parts),
        failed=cut + sum(part.damaged for part in found.parts),
        cut=cut,
    )


def in_pieces(document: Document) -> Document:
    """The same with the rest of a long text as parts. What lies beyond `MOST` characters is cut."""
    first, *others = pieces(document.text[:MOST])
    cut = int(len(document.text) > MOST)
    return replace(
        document,
        text=first,
        parts=(*document.parts, *map(text_part, others)),
        failed=document.failed + cut,
        cut=document.cut + cut,
    )


def text_part(text: str, media: str = "text/plain") -> Part:
    return Part(name="", media=media, data=text.encode("utf-8", "replace"))


def pieces(text: str, size: int = PIECE) -> Iterator[str]:
    """At least one. Each ends at a line end, if there is one in its second half, so that no value is cut."""
    start = 0
    while len(text) - start > size:
        edge = text.rfind("\n", start + size // 2, start + size)
        end = edge + 1 if edge >= 0 else start + size
        yield text[start:end]
        start = end
    yield text[start:]
