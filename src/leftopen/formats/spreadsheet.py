"""Reads the parts of a workbook: shared strings, date formats, and the rows of a sheet as lines.

Source: ECMA-376 part 1, 18.3 to 18.8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from leftopen.formats.office_text import cells, plain_sheet, shared_strings
from leftopen.formats.office_xml import Events, read_xml
from leftopen.formats.sheet_rows import (
    CELL_LIMIT,
    Room,
    SheetRows,
    TooMuchText,
    is_date_format,
    shown_number,
)

REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")

STYLES = 1000
"""Of which it is remembered whether they show dates."""


@dataclass(slots=True, kw_only=True)
class Workbook:
    """What a sheet needs for reading. `used`: the shared strings that some sheet has used."""

    strings: Sequence[str] = ()
    dates: frozenset[int] = frozenset()
    from_1904: bool = False
    used: set[int] = field(default_factory=set)
    room: Room = field(default_factory=Room)


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
    plain = number.isascii() and number.isdigit() and len(number) < 9
    return is_date_format(int(number) if plain else 0, formats.get(number))


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


def lines(raw: bytes, whole: bool, workbook: Workbook) -> tuple[str, bool]:
    """The sheet's rows, a line each, cells separated by tabs; and whether it was read whole."""
    sheet = Cells(workbook)
    plain = plain_sheet(raw, whole)
    try:
        read = sheet.take(plain) if plain is not None else sheet.events(raw, whole)
        sheet.rows.flush()
    except TooMuchText:
        read = False
    return "\n".join(sheet.rows.lines), read


class Cells:
    """A sheet's cells while it is read. Not a record: it never leaves this file."""

    def __init__(self, workbook: Workbook) -> None:
        self.rows = SheetRows(workbook.room)
        self._workbook = workbook
        self._column = 0
        self._kind = self._style = ""
        self._styles: dict[str, bool] = {}
        self._value: list[str] = []
        self._inside: list[str] = []

    def events(self, raw: bytes, whole: bool) -> bool:
        """Any sheet; True when all of it was read."""
        return read_xml(raw, whole, Events(start=self.start, end=self.end, text=self.text))

    def take(self, text: str) -> bool:
        """An ordinary sheet. Raises TooMuchText."""
        put, shown, column = self.rows.put, self._shown, 0
        for row, letters, style, kind, value in cells(text):
            if row:
                self.rows.flush()
                column = 0
                continue
            column = _number(letters) or column + 1
            put(column, *shown(value[:CELL_LIMIT], kind, style))
        return True

    def _row(self) -> None:
        self.rows.flush()
        self._column = 0

    def _begin(self, attributes: Mapping[str, str]) -> None:
        self._column = _column(attributes.get("r", "")) or self._column + 1
        self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")

    def _end(self, value: str) -> None:
        self.rows.put(self._column, *self._shown(value[:CELL_LIMIT], self._kind, self._style))

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside.append(name)
        if name == "row":
            self._row()
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

    def _shown(self, value: str, kind: str, style: str) -> tuple[str, bool]:
        """A shared string, a text, a date or a number, as it is displayed, and whether it is a word."""
        if kind == "s":
            at = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
            if not 0 <= at < len(self._workbook.strings):
                return "", True
            self._workbook.used.add(at)
            return self._workbook.strings[at], True
        if kind in ("inlineStr", "str", "d"):
            return value, True
        if kind == "e":
            return "", not value
        return shown_number(value, bool(style) and self._dated(style), self._workbook.from_1904), not value

    def _dated(self, style: str) -> bool:
        """Is it the number of a style that shows dates? Sheets have few styles and many cells."""
        known = self._styles.get(style)
        if known is None:
            plain = style.isascii() and style.isdigit() and len(style) < 9
            known = plain and int(style) in self._workbook.dates
            if len(self._styles) < STYLES:
                self._styles[style] = known
        return known


def _column(reference: str) -> int:
    """`B7` is 2; 0 for an invalid reference."""
    found = REFERENCE.fullmatch(reference)
    return _number(found.group(1)) if found else 0


@lru_cache(maxsize=2048)
def _number(letters: str) -> int:
    """`AB` is 28; 0 for no letters."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column
