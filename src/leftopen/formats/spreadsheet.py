"""Reads the parts of a workbook: shared strings, date formats, and the rows of a sheet as lines.

Cells are read in sequence and never placed in a grid, because two cells can span 17 billion. Source: ECMA-376
part 1, 18.3 to 18.8.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leftopen.formats.office_text import cells, plain_sheet, shared_strings
from leftopen.formats.office_xml import Events, RefusedXml, read_xml

# One string can be in every cell: the sheets together give at most this much text.
TEXT_LIMIT = 4 * 1024 * 1024
CELL_LIMIT = 32_767
HEAD_LIMIT = 60
# Formats that need no definition: dates in every language.
DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
UNSAID = re.compile(r'"[^"]{0,255}"|\[[^\]]{0,255}\]|\\.')
DAY_OR_YEAR = re.compile(r"[dy]", re.IGNORECASE)
REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")
EPOCH = datetime.date(1899, 12, 30)
LAST_DAY = 2_958_465
FIRST_OF_1904 = 1_462


@dataclass(slots=True, kw_only=True)
class Book:
    """What a sheet needs for reading. `used`: the shared strings that some sheet has used; `room`: characters
    that may still be written."""

    strings: Sequence[str] = ()
    dates: frozenset[int] = frozenset()
    from_1904: bool = False
    used: set[int] = field(default_factory=set)
    room: int = TEXT_LIMIT


def strings(raw: bytes, whole: bool) -> tuple[tuple[str, ...], bool]:
    """The shared strings in their order, without Japanese phonetic text."""
    plain = plain_sheet(raw, whole)
    if plain is not None and "rPh" not in plain:
        return shared_strings(plain), True
    return string_events(raw, whole)


def string_events(raw: bytes, whole: bool) -> tuple[tuple[str, ...], bool]:
    """The same for any file."""
    found: list[list[str]] = []
    inside: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        inside.append(name)
        if name == "si":
            found.append([])

    def end(name: str) -> None:
        inside.pop()

    def text(piece: str) -> None:
        if found and inside[-1] == "t" and "rPh" not in inside:
            found[-1].append(piece)

    read = read_xml(raw, whole, Events(start=start, end=end, text=text))
    return tuple(map("".join, found)), read


def cached(raw: bytes, whole: bool) -> tuple[str, bool]:
    """A pivot table's cache of its source, which may be gone from the sheets: a line for each record."""
    pieces: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name in ("s", "n", "d") and attributes.get("v"):
            pieces.append(attributes["v"] + "\t")
        elif name == "cacheField":
            pieces.append("\n" + attributes.get("name", "") + " = ")

    def end(name: str) -> None:
        if name == "r":
            pieces.append("\n")

    read = read_xml(raw, whole, Events(start=start, end=end, text=lambda text: None))
    return "".join(pieces), read


def date_styles(raw: bytes, whole: bool) -> tuple[frozenset[int], bool]:
    """The numbers of the cell styles that show a date."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            styles.append(attributes.get("numFmtId", ""))
        inside.append(name)

    def end(name: str) -> None:
        inside.pop()

    read = read_xml(raw, whole, Events(start=start, end=end, text=lambda text: None))
    return frozenset(at for at, number in enumerate(styles) if _is_date(number, formats)), read


def _is_date(number: str, formats: Mapping[str, str]) -> bool:
    if number in formats:
        return DAY_OR_YEAR.search(UNSAID.sub("", formats[number])) is not None
    return number.isascii() and number.isdigit() and len(number) < 9 and int(number) in DATE_FORMATS


def workbook(raw: bytes, whole: bool) -> tuple[str, bool, bool]:
    """The names of the sheets, a line each; whether days count from 1904; whether it was read whole."""
    names: list[str] = []
    from_1904: list[bool] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            names.append(attributes.get("name", ""))
        elif name == "workbookPr":
            from_1904.append(attributes.get("date1904") in ("1", "true"))

    read = read_xml(raw, whole, Events(start=start, end=lambda name: None, text=lambda text: None))
    return "\n".join(names), any(from_1904), read


def lines(raw: bytes, whole: bool, book: Book) -> tuple[str, bool]:
    """The sheet's rows, a line each, cells separated by tabs; and whether it was read whole."""
    rows = SheetRows(book)
    plain = plain_sheet(raw, whole)
    try:
        read = rows.take(plain) if plain is not None else rows.events(raw, whole)
        rows.flush()
    except RefusedXml:
        read = False
    return "\n".join(rows.lines), read


class SheetRows:
    """A sheet while it is read. Not a record: it never leaves this file."""

    def __init__(self, book: Book) -> None:
        self.lines: list[str] = []
        self._book = book
        self._heads: dict[int, str] | None = None
        self._cells: dict[int, str] = {}
        self._all_words = True
        self._column = 0
        self._kind = self._style = ""
        self._value: list[str] = []
        self._inside: list[str] = []

    def events(self, raw: bytes, whole: bool) -> bool:
        """Any sheet; True when all of it was read."""
        return read_xml(raw, whole, Events(start=self.start, end=self.end, text=self.text))

    def take(self, text: str) -> bool:
        """An ordinary sheet. Raises RefusedXml for too much text."""
        for row, attributes, value in cells(text):
            if row:
                self.flush()
            else:
                self._begin(attributes)
                self._end(value)
        return True

    def _begin(self, attributes: Mapping[str, str]) -> None:
        self._column = _column(attributes.get("r", "")) or self._column + 1
        self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")

    def _end(self, value: str) -> None:
        if shown := self._shown(value[:CELL_LIMIT]):
            self._cells[self._column] = shown

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside.append(name)
        if name == "row":
            self.flush()
        elif name == "c":
            self._begin(attributes)
            self._value = []

    def text(self, found: str) -> None:
        if self._inside and self._inside[-1] in ("v", "t"):
            self._value.append(found)

    def end(self, name: str) -> None:
        self._inside.pop()
        if name == "c":
            self._end("".join(self._value))

    def flush(self) -> None:
        """Ends the row. The first that is not empty gives the heads, if it holds only words."""
        cells, words = self._cells, self._all_words
        self._cells, self._all_words, self._column = {}, True, 0
        if not cells:
            return
        heads = self._heads
        if heads is None:
            fit = words and all(len(cell) <= HEAD_LIMIT for cell in cells.values())
            self._heads = {column: " ".join(cell.split()) for column, cell in cells.items()} if fit else {}
        # Checked before joining: one string in every cell of a row may be gigabytes.
        named = heads or {}
        self._book.room -= sum(len(cell) + len(named.get(at, "")) + 4 for at, cell in cells.items())
        if self._book.room < 0:
            raise RefusedXml("too much text")
        self.lines.append(
            "\t".join(f"{named[at]} = {cell}" if at in named else cell for at, cell in cells.items())
        )

    def _shown(self, value: str) -> str:
        """A shared string, a text, a date or a number, as it is displayed."""
        if self._kind == "s":
            at = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
            if not 0 <= at < len(self._book.strings):
                return ""
            self._book.used.add(at)
            return self._book.strings[at]
        if self._kind in ("inlineStr", "str", "d"):
            return value
        self._all_words = self._all_words and not value
        return "" if self._kind == "e" else _number(value, self._dated(), self._book.from_1904)

    def _dated(self) -> bool:
        style = self._style
        return style.isascii() and style.isdigit() and len(style) < 9 and int(style) in self._book.dates


def _column(reference: str) -> int:
    """`B7` is 2; 0 for an invalid reference."""
    found = REFERENCE.fullmatch(reference)
    column = 0
    for letter in found.group(1) if found else "":
        column = column * 26 + ord(letter) - 64
    return column


def _number(value: str, dated: bool, from_1904: bool) -> str:
    """`8.91234567E8` as a plain number, a date as `1980-02-03`; anything else unchanged."""
    try:
        number = float(value)
    except ValueError:
        return value
    if not dated and value.isdigit():
        return value
    if dated and 1 <= number <= LAST_DAY - FIRST_OF_1904:
        return (EPOCH + datetime.timedelta(days=int(number) + FIRST_OF_1904 * from_1904)).isoformat()
    return str(int(number)) if number.is_integer() and abs(number) < 10**17 else value
