"""The workbook stream of Excel files of 1995 to 2007 (BIFF5, BIFF8): cells by row, comments, text boxes,
headers and links. Source: MS-XLS 2.3, 2.4.

Not by xlrd, which keeps every cell in memory and gives up a whole workbook for one record that it does not
understand. Here a record that is none costs itself.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leftopen.formats.excel_strings import Segments, shared_strings, text_at
from leftopen.formats.mapi_item import charset
from leftopen.formats.sheet_rows import (
    CELL_LIMIT,
    Room,
    SheetRows,
    TooMuchText,
    is_date_format,
    shown_number,
)
from leftopen.formats.text_runs import text_runs

START, END, CONTINUE = 0x0809, 0x000A, 0x003C
OLD, NEW = 0x0500, 0x0600
FILE_PASS, CODE_PAGE, DATE_MODE, SHEET, STRINGS = 0x002F, 0x0042, 0x0022, 0x0085, 0x00FC
FORMAT, STYLE = 0x041E, 0x00E0
SHARED, LABEL, RICH_LABEL, NUMBER, SMALL, SMALLS = 0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x00BD
FORMULA, RESULT = 0x0006, 0x0207
NOTE, TEXT_BOX, HEADER, FOOTER, LINK = 0x001C, 0x01B6, 0x0014, 0x0015, 0x01B8
CACHED_TEXT = 0x00CD
DRAWINGS = 0x00EB
TEXT_RESULT = b"\0"
SEGMENTS = 100_000
RECORDS = 8_000_000


@dataclass(slots=True)
class Workbook:
    """What is known of a workbook while its records are read. `failed`: 1 where its text is not whole.
    `drawings`: what all sheets draw from, in which pictures lie."""

    texts: list[str] = field(default_factory=list)
    failed: int = 0
    encrypted: bool = False
    drawings: bytearray = field(default_factory=bytearray)
    _strings: Sequence[str] = ()
    _used: set[int] = field(default_factory=set)
    _formats: dict[int, str] = field(default_factory=dict)
    _styles: list[int] = field(default_factory=list)
    _from_1904: bool = False
    _old: bool = False
    _charset: str = "cp1252"
    _room: Room = field(default_factory=Room)
    _rows: SheetRows | None = None
    _row: int = -1
    _waiting: tuple[int, int] | None = None
    """The cell whose formula gives a text, which follows."""

    def read(self, stream: bytes) -> None:
        """All records of a stream. Never raises."""
        for kind, pieces, whole in records(stream):
            self.failed |= not whole
            try:
                self._record(kind, pieces)
            except (struct.error, IndexError):
                self.failed |= 1
            except TooMuchText:
                self.failed |= 1
                break
            if self.encrypted:
                return
        self._end_sheet()
        unused = (text for at, text in enumerate(self._strings) if at not in self._used)
        self.texts += [text for text in unused if text]

    def _record(self, kind: int, pieces: Sequence[bytes]) -> None:
        data = pieces[0]
        if kind == START:
            self._end_sheet()
            self._old = struct.unpack_from("<H", data)[0] <= OLD
            self._rows, self._row = SheetRows(self._room), -1
        elif kind == FILE_PASS:
            self.encrypted = True
        elif kind == STRINGS:
            self._strings, whole = shared_strings(pieces)
            self.failed |= not whole
        elif kind == DRAWINGS:
            self.drawings += b"".join(pieces)
        elif kind == TEXT_BOX:
            self._text_box(pieces)
        elif kind in _CELLS:
            self._cell(kind, data)
        elif kind in _OTHERS:
            _OTHERS[kind](self, data)

    def _end_sheet(self) -> None:
        rows, self._rows = self._rows, None
        if rows is None:
            return
        try:
            rows.flush()
        except TooMuchText:
            self.failed |= 1
        self.texts += rows.lines

    # --- cells

    def _cell(self, kind: int, data: bytes) -> None:
        row, column = struct.unpack_from("<HH", data)
        if self._rows is None:
            self._rows = SheetRows(self._room)
        if row != self._row:
            self._rows.flush()
            self._row = row
        for value, word in _CELLS[kind](self, data):
            self._rows.put(column, value[:CELL_LIMIT], word)
            column += 1

    def _shared(self, data: bytes) -> Iterator[tuple[str, bool]]:
        (at,) = struct.unpack_from("<I", data, 6)
        if at < len(self._strings):
            self._used.add(at)
            yield self._strings[at], True

    def _label(self, data: bytes) -> Iterator[tuple[str, bool]]:
        yield text_at(data, 6, 2, self._charset if self._old else ""), True

    def _number(self, data: bytes) -> Iterator[tuple[str, bool]]:
        style, value = struct.unpack_from("<Hd", data, 4)
        yield self._shown(value, style), False

    def _small(self, data: bytes) -> Iterator[tuple[str, bool]]:
        """One number in four bytes, or several side by side, with the last column behind them."""
        for at in range(4, len(data) - 5, 6):
            style, packed = struct.unpack_from("<HI", data, at)
            yield self._shown(_unpacked(packed), style), False

    def _formula(self, data: bytes) -> Iterator[tuple[str, bool]]:
        row, column, style = struct.unpack_from("<HHH", data)
        result = data[6:14]
        if result[6:8] != b"\xff\xff":
            yield self._shown(struct.unpack("<d", result)[0], style), False
        elif result[:1] == TEXT_RESULT:
            self._waiting = row, column

    def _result(self, data: bytes) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting and self._rows is not None and waiting[0] == self._row:
            text = text_at(data, 0, 2, self._charset if self._old else "")
            self._rows.put(waiting[1], text[:CELL_LIMIT], True)

    def _shown(self, value: float, style: int) -> str:
        number = self._styles[style] if style < len(self._styles) else 0
        dated = is_date_format(number, self._formats.get(number))
        return shown_number(repr(value), dated, self._from_1904)

    # --- everything else

    def _text_box(self, pieces: Sequence[bytes]) -> None:
        """Of a comment too. The first piece says how long the text is, the next ones are the text."""
        count = struct.unpack_from("<H", pieces[0], 10)[0] if len(pieces[0]) >= 12 else 0
        if count and len(pieces) > 1 and pieces[1]:
            text, whole = Segments([pieces[1][1:], *pieces[2:]]).text(count, pieces[1][0] & 1)
            self._add(text)
            self.failed |= not whole

    def _add(self, text: str) -> None:
        if text.strip():
            self._room.left -= len(text)
            if self._room.left < 0:
                raise TooMuchText("too much text")
            self.texts.append(text)

    def _sheet(self, data: bytes) -> None:
        self._add(text_at(data, 6, 1, self._charset if self._old else ""))

    def _margin(self, data: bytes) -> None:
        if data:
            self._add(text_at(data, 0, 1 if self._old else 2, self._charset if self._old else ""))

    def _note(self, data: bytes) -> None:
        """The author of a comment; before 1997 its text."""
        self._add(text_at(data, 4, 2, self._charset) if self._old else text_at(data, 8, 2))

    def _link(self, data: bytes) -> None:
        self._add(text_runs(data, len(data)))

    def _cached(self, data: bytes) -> None:
        """A value that a pivot table keeps of its source, which may be gone from the sheets."""
        self._add(text_at(data, 0, 2, self._charset if self._old else ""))

    def _page(self, data: bytes) -> None:
        self._charset = charset(struct.unpack_from("<H", data)[0]) or self._charset

    def _mode(self, data: bytes) -> None:
        self._from_1904 = data[:1] == b"\1"

    def _format(self, data: bytes) -> None:
        (number,) = struct.unpack_from("<H", data)
        old = self._charset if self._old else ""
        self._formats[number] = text_at(data, 2, 1 if self._old else 2, old)

    def _style(self, data: bytes) -> None:
        self._styles.append(struct.unpack_from("<H", data, 2)[0])


_CELLS: Mapping[int, Callable[[Workbook, bytes], Iterator[tuple[str, bool]]]] = {
    SHARED: Workbook._shared,
    LABEL: Workbook._label,
    RICH_LABEL: Workbook._label,
    NUMBER: Workbook._number,
    SMALL: Workbook._small,
    SMALLS: Workbook._small,
    FORMULA: Workbook._formula,
}
_OTHERS: Mapping[int, Callable[[Workbook, bytes], None]] = {
    RESULT: Workbook._result,
    SHEET: Workbook._sheet,
    HEADER: Workbook._margin,
    FOOTER: Workbook._margin,
    NOTE: Workbook._note,
    LINK: Workbook._link,
    CACHED_TEXT: Workbook._cached,
    CODE_PAGE: Workbook._page,
    DATE_MODE: Workbook._mode,
    FORMAT: Workbook._format,
    STYLE: Workbook._style,
}


def records(stream: bytes) -> Iterator[tuple[int, list[bytes], bool]]:
    """Each record with those that continue it, and whether it lies in the stream as a whole. Zeros behind
    the last are padding."""
    at, end = 0, len(stream.rstrip(b"\0"))
    pieces: list[bytes] = []
    kind, whole = 0, True
    for _ in range(RECORDS):
        if at + 4 > len(stream) or at >= end:
            break
        found, size = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if found == CONTINUE and pieces and len(pieces) < SEGMENTS:
            pieces.append(data)
        else:
            if pieces:
                yield kind, pieces, whole
            kind, pieces, whole = found, [data], True
        whole = whole and len(data) == size
    if pieces:
        yield kind, pieces, whole and at >= end


def _unpacked(packed: int) -> float:
    """Bit 0: a hundredth. Bit 1: an integer of 30 bits; else the upper half of a number of 64 bits."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return value / 100 if packed & 1 else value
