"""A dump in SQL with each value beside the name of its column: every row is a line of `column = value`, as in
tables."""

from __future__ import annotations

import re

from leftopen.formats.sql_rows import Row, sql_rows

MEDIA = "application/sql"
ENDINGS = (".sql", ".psql", ".pgsql")
GROWTH = 3
"""Named rows give at most so many times as much text as the dump has; those after them stay as they are."""
STATEMENT = re.compile(
    rb"^(?:-- (?:PostgreSQL|MySQL|MariaDB) [^\n]{0,80}dump|copy[ \t][^\n]{1,4000}[ \t]from[ \t]{1,9}stdin"
    rb"|insert[ \t]{1,9}into[ \t][^\n]{1,4000}?\bvalues[ \t]{0,9}(?:\(|\r?$))",
    re.IGNORECASE | re.MULTILINE,
)
COPY = re.compile(rb"\nCOPY [^\n]{1,16000}? (?i:from stdin)[^\n]{0,200}\n")
COPY_MARK, COPY_END = b"\nCOPY ", b"\n\\.\n"
NOTHING = ("", "NULL", "null", "\\N")
ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
SHOWN = {"n": " ", "r": " ", "t": " ", "0": " ", "\n": " "}
BETWEEN = "'(), \t\r\n"


def named_rows(text: str) -> str:
    """What is no row, or has no name of a column, stays as it is."""
    rows = sorted((row for row in sql_rows(text) if row[1]), key=lambda row: row[1][0])
    pieces: list[str] = []
    at, room = 0, GROWTH * len(text)
    for row in rows:
        start, end = row[1][0][0], row[1][-1][1]
        if start < at:
            continue
        line = _line(text, row)
        room -= len(line)
        if room < 0:
            break
        before = text[at:start]
        pieces += (before if before.strip(BETWEEN) else "", "\n", line, "\n")
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _line(text: str, row: Row) -> str:
    """Cells beyond the last named column have no name."""
    heads, cells = row
    values = [
        f"{heads[column]} = {_value(text[start:end])}" if column < len(heads) else _value(text[start:end])
        for column, (start, end) in enumerate(cells)
        if text[start:end] not in NOTHING
    ]
    return "\t".join(values)


def _value(raw: str) -> str:
    if "\\" in raw or "''" in raw:
        raw = ESCAPE.sub(lambda found: SHOWN.get(found[1], found[1]) if found[1] else "'", raw)
    return raw.replace("\n", " ").replace("\t", " ").replace("\r", " ")


def open_copy(before: bytes, known: bytes = b"") -> bytes:
    """The line of the `COPY` whose rows go on behind these bytes; b'' where no such statement is open.
    `known`: the one that was open where they begin."""
    at = before.rfind(COPY_MARK)
    if at >= 0:
        found = COPY.match(before, at)
        known = found.group()[1:] if found else b""
    return b"" if before.find(COPY_END, max(at, 0)) >= 0 else known
