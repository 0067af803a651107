"""Dumps of databases in SQL: each row with the names of its columns beside its values."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.formats.charset import decode
from leftopen.formats.long_text import MOST, PIECE, in_pieces, pieces, text_part
from leftopen.formats.sql_text import ENDINGS, MEDIA, STATEMENT, named_rows, open_copy
from leftopen.formats.text_runs import is_binary
from leftopen.model.reader import Document, Reader


def recognises(name: str, media: str, first: bytes) -> bool:
    """By its name, its media type, or a statement that gives rows at the start of a line."""
    if is_binary(first) or media.startswith(("text/html", "message/")):
        return False
    named = name.lower().endswith(ENDINGS) or media == MEDIA
    return named or STATEMENT.search(first) is not None


def read(data: bytes) -> Document:
    """Never raises. A long dump has the rest of it as parts, each with the statement whose rows it goes on
    with."""
    cut = int(len(data) > MOST)
    first, *others = _named(decode(data[:MOST]))
    found = Document(text=first, parts=tuple(map(text_part, others)), failed=cut, cut=cut)
    return in_pieces(found)


def _named(text: str) -> Iterator[str]:
    opened = b""
    for piece in pieces(text, PIECE // 2):
        yield named_rows(opened.decode("utf-8", "replace") + piece)
        opened = open_copy(b"\n" + piece.encode("utf-8", "replace"), opened)


reader = Reader(recognises=recognises, read=read)
