"""A table that is text (CSV and its kin): below its headings each cell is written as `heading = value`.

So every value has its meaning beside it, as in the sheets of workbooks. Source: RFC 4180; spreadsheet
programs write `;` and tabs too, and name the mark in a first line such as `sep=;`.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

from leftopen.formats.sheet_rows import Room, SheetRows, TooMuchText

MEDIA = "text/csv"
ENDINGS = (".csv", ".tsv")
MARKS = ",;\t|"
FIRST = 5
"""The mark is the one that most of the first lines that are not empty hold."""
GROWTH = 3
"""Named rows give at most so many times as much text as the table has; those after them stay as they are."""
BROKEN = 20
"""Rows with an unclosed quotation mark that are mended: each may be sought to the end of the text."""
SAID = re.compile(r"\ufeff?sep=([,;\t|])\r?\n", re.IGNORECASE)
NO_WORD = re.compile(r"[\d@]")
"""In a cell that is no heading."""


def named_cells(text: str) -> str:
    """Its rows, cells parted by tabs. From a row on that no table has, or beyond the limit, the text as it
    is; all of it if nothing parts cells."""
    stated = SAID.match(text)
    start = stated.end() if stated else 0
    mark = stated.group(1) if stated else _mark(text)
    if not mark:
        return text
    stream = io.StringIO(text, newline="")
    stream.seek(start)
    sheet, read = SheetRows(Room(left=GROWTH * len(text))), csv.reader(stream, delimiter=mark)
    broken = 0
    while start < len(text):
        try:
            cells = next(read, [])
            if broken < BROKEN and (end := _left_open(text, start, stream.tell())):
                broken += 1
                stream.seek(end)
                cells = next(csv.reader([text[start:end]], delimiter=mark, quoting=csv.QUOTE_NONE), [])
            for column, cell in enumerate(cells):
                sheet.put(column, cell.strip(), not NO_WORD.search(cell))
            sheet.flush()
        except (csv.Error, TooMuchText):
            break
        start = stream.tell()
    return "\n".join([*sheet.lines, text[start:]]) if start < len(text) else "\n".join(sheet.lines)


def _left_open(text: str, start: int, end: int) -> int:
    """The end of a row's first line, if the row has more lines and a quotation mark that none closes; else 0.
    One forgotten mark would make one cell of all the rows below it."""
    first = text.find("\n", start, end) + 1
    return first if 0 < first < end and text.count('"', start, end) % 2 else 0


def _mark(text: str) -> str:
    """'' where no mark stands in any of the first lines."""
    lines = list(islice((line for line in io.StringIO(text[: 64 * 1024]) if line.strip()), FIRST))
    held = {mark: sum(mark in line for line in lines) for mark in MARKS}
    most = max(held.values())
    among = [mark for mark, count in held.items() if count == most] if most else []
    return max(among, key=lambda mark: sum(line.count(mark) for line in lines), default="")
