"""The rows of a dump in SQL that a text holds: `INSERT INTO … VALUES (…)`, and `COPY … FROM stdin` of
PostgreSQL.

Columns are named by the statement itself, or by the `CREATE TABLE` before it, as in mysqldump. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]
Row = tuple[tuple[str, ...], list[Span]]

_NAME = r"[`\"\[]?[\w.$`\"\[\]]{1,128}"
INSERT = re.compile(
    rf"\b(?:insert|replace)\s{{1,9}}(?:ignore\s{{1,9}})?into\s{{1,9}}({_NAME})\s{{0,9}}"
    r"(?:\(([^()]{1,8192})\)\s{0,9})?values\s{0,9}(?=\()",
    re.IGNORECASE,
)
COPY = re.compile(
    rf"\bcopy\s{{1,9}}({_NAME})\s{{0,9}}\(([^()]{{1,8192}})\)\s{{1,9}}from\s{{1,9}}stdin[^\n]{{0,200}}\n",
    re.IGNORECASE,
)
CREATE = re.compile(
    rf"\bcreate\s{{1,9}}table\s{{1,9}}(?:if\s{{1,9}}not\s{{1,9}}exists\s{{1,9}})?({_NAME})\s{{0,9}}\(",
    re.IGNORECASE,
)
COLUMN = re.compile(
    r"\s{0,64}(?:([`\"\[])([^`\"\]\n]{1,128})[`\"\]]|(\w{1,128}))\s{1,64}\w[^\n]{0,400}(?:\n|$)"
)
NO_COLUMN = frozenset({"primary", "key", "unique", "constraint", "index", "foreign", "fulltext", "check"})
STRING = re.compile(r"[A-Za-z]?'((?:[^'\\]|''|\\.)*+)'", re.DOTALL)
OPENS = re.compile(r"[A-Za-z]?'")
SPACE, BLANK = re.compile(r"\s*+"), re.compile(r"[ \t\r]*\n")
PLAIN = re.compile(r"[^,()';]*+")
BETWEEN = re.compile(r"\s*+,?\s*+(?=\()")
QUOTES = '`"[] \t\r\n'
COLUMNS = 400
LONGEST = 200
"""Characters of a string that does not end."""


def sql_rows(text: str) -> Iterator[Row]:
    """The names of the columns, and where the value of each stands, without its quotation marks."""
    # Nearly every text that is masked is none: looking for two words takes a fiftieth of the patterns' time.
    plain = text.encode("utf-8", "replace").lower()
    if b"values" not in plain and b"stdin" not in plain:
        return
    created = _created(text)
    reading = _Tuples(text)
    at = 0
    while (found := INSERT.search(text, at)) is not None:
        heads = _listed(found[2]) if found[2] else created.get(_plain(found[1]), ())
        yield from ((heads, cells) for cells in reading.cells(found.end()) if heads)
        at = max(reading.end, found.end())
    for found in COPY.finditer(text):
        heads = _listed(found[2])
        yield from ((heads, cells) for cells in _lines(text, found.end()))


def _created(text: str) -> dict[str, tuple[str, ...]]:
    """The columns of each table, by its name."""
    tables: dict[str, tuple[str, ...]] = {}
    at = 0
    while (found := CREATE.search(text, at)) is not None:
        tables[_plain(found[1])], at = _columns(text, found.end())
    return tables


def _plain(name: str) -> str:
    return name.rpartition(".")[2].strip(QUOTES).lower()


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip(QUOTES) for name in names.split(","))[:COLUMNS]


def _columns(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """Of a table that is created: one a line, until a line that is none; and where that is."""
    found: list[str] = []
    line_end = BLANK.match(text, at)
    at = line_end.end() if line_end is not None else at
    while len(found) < COLUMNS and (line := COLUMN.match(text, at)) is not None:
        name = line[2] or line[3]
        if line[3] and name.lower() in NO_COLUMN:
            break
        found.append(name)
        at = line.end()
    return tuple(found), at


class _Tuples:
    """Reads `(…), (…)`. `end`: up to where it has read; what follows a string that does not end is searched
    for statements again, but no string in it is, because none ends."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open = len(text)
        self.end = 0

    def cells(self, at: int) -> Iterator[list[Span]]:
        text = self._text
        self.end = at
        while at < len(text) and text[at] == "(":
            row: list[Span] = []
            at = self._tuple(at + 1, row)
            yield row
            if at >= self._open and self._open < len(text):
                return
            after = BETWEEN.match(text, at)
            self.end = at
            at = after.end() if after is not None else len(text)

    def _tuple(self, at: int, row: list[Span]) -> int:
        """Fills in the cells; the place behind its parenthesis. The text may end within."""
        text, depth = self._text, 0
        while at < self._open:
            at = self._value(at, row if not depth else [])
            if at >= self._open or text[at] == ";":
                break
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
            if depth < 0:
                return at
        return at

    def _value(self, at: int, row: list[Span]) -> int:
        """A string or another value, and what stands between it and the next mark."""
        text = self._text
        at = SPACE.match(text, at).end()  # type: ignore[union-attr]
        string = STRING.match(text, at)
        if string is None and OPENS.match(text, at):
            self._open = at
            row.append((at + 1, min(len(text), at + LONGEST)))
            return at
        value = string or PLAIN.match(text, at)
        assert value is not None
        if string is not None or value.end() > at:
            row.append(value.span(1) if string is not None else value.span())
        return PLAIN.match(text, value.end()).end()  # type: ignore[union-attr]


def _lines(text: str, at: int) -> Iterator[list[Span]]:
    while at < len(text) and not text.startswith("\\.", at):
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        cells, first = list[Span](), at
        for cell in text[at:end].split("\t")[:COLUMNS]:
            cells.append((first, first + len(cell)))
            first += len(cell) + 1
        yield cells
        at = end + 1
