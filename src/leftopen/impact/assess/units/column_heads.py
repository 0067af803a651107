"""The names of the columns of a table, or of a dump in SQL, that is read in pieces."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.formats import sql_text, table_text
from leftopen.formats.mbox_lines import Sliced
from leftopen.formats.sql_text import COPY_END, COPY_MARK, open_copy
from leftopen.impact.assess.inventory import HEAD, reader_by_head
from leftopen.model.assessment import SourceFile

BLOCK = 2 * 1024 * 1024
EDGE = 4096
"""Bytes of a line of headings, and of a statement that is found over the edge of two blocks."""
SQL, TABLE = sql_text.MEDIA, table_text.MEDIA
SQL_READER = "sql"
TABLES = tuple(map(str.encode, table_text.ENDINGS))


@dataclass(slots=True, kw_only=True)
class ColumnHeads:
    """The names of the columns of a file that is read in pieces: `line` is the one that the next piece is
    given in front of it."""

    media: str
    line: bytes

    def above(self, piece: bytes) -> bytes:
        """The piece with the line that it needs. Of a dump, what follows may belong to another table."""
        given = self.line + piece
        if self.media == SQL:
            self.line = open_copy(b"\n" + piece, self.line)
        elif not self.line:
            self.line = _first_line(piece)
        return given


def column_heads(source: SourceFile, data: Sliced, start: int, reach: int) -> ColumnHeads | None:
    """For the pieces from `start` on; None for what is no table. The statement of a dump whose rows stand
    there is looked for in at most `reach` bytes before it."""
    if source.path.lower().endswith(TABLES):
        return ColumnHeads(media=TABLE, line=_first_line(data[:EDGE]) if start else b"")
    if reader_by_head(source, data[:HEAD]) != SQL_READER:
        return None
    heads, last = ColumnHeads(media=SQL, line=b""), start
    least = max(0, start - reach)
    while last > least:
        first = max(least, last - BLOCK)
        block = data[max(0, first - 1) : last]
        block = block if first else b"\n" + block
        if COPY_MARK in block or COPY_END in block:
            heads.line = open_copy(block)
            break
        # A mark may lie over the edge.
        last = first + EDGE if first > least else first
    return heads


def _first_line(data: bytes) -> bytes:
    """With its end; b'' where there is none near."""
    line, end, _ = data[:EDGE].partition(b"\n")
    return line + end if end and b"\0" not in line else b""
