"""Writes one table as an Excel workbook (ECMA-376, SpreadsheetML): one sheet, its first row frozen.

Every text is a cell of the type text, which no program calculates.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import BinaryIO

MOST_ROWS = 1_048_576
"""Rows of a sheet, the headings included."""
CHUNK = 1000
"""Rows that are packed together."""
DAY = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the same table is the same file."""
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = "xl/worksheets/sheet1.xml"
BEGIN = (
    f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
END = "</sheetData></worksheet>"

Cell = str | int


class TooManyRows(ValueError):
    """More than a sheet has."""


def write_table(out: BinaryIO, title: str, rows: Iterable[Sequence[Cell]]) -> None:
    """`title` of the sheet: at most 31 characters, none of `[]:*?/\\`. Raises TooManyRows, OSError."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in (PARTS | {"xl/workbook.xml": _workbook(title)}).items():
            archive.writestr(_entry(name), HEAD + text)
        with archive.open(_entry(SHEET), "w", force_zip64=True) as sheet:
            sheet.write((HEAD + BEGIN).encode())
            for piece in _pieces(rows):
                sheet.write(piece.encode("utf-8", "replace"))
            sheet.write(END.encode())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _workbook(title: str) -> str:
    sheet = f'<sheet name="{escape(title)}" sheetId="1" r:id="rId1"/>'
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheet}</sheets></workbook>'


def _pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    waiting: list[str] = []
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise TooManyRows(f"more than {MOST_ROWS:,} rows")
        waiting.append(f"<row>{''.join(map(_cell, row))}</row>")
        if len(waiting) >= CHUNK:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)


def _cell(value: Cell) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value, quote=False)}</t></is></c>'
