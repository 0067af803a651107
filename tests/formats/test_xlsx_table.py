"""A table written as a workbook is read back as it was, and no text of it is a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.documents.xlsx import reader
from leftopen.formats import xlsx_table
from leftopen.formats.xlsx_table import MAIN, SHEET, Cell, TooManyRows, write_table
from leftopen.present.printable import printable


def written(rows: Sequence[Sequence[Cell]], title: str = "people") -> bytes:
    out = io.BytesIO()
    write_table(out, title, rows)
    return out.getvalue()


def cells(file: bytes) -> list[list[Cell]]:
    """As a program of its own reads them."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        sheet = ElementTree.fromstring(archive.read(SHEET))
    name = f"{{{MAIN}}}"
    assert not list(sheet.iter(f"{name}f"))
    return [[_cell(cell, name) for cell in row] for row in sheet.iter(f"{name}row")]


def _cell(cell: ElementTree.Element, name: str) -> Cell:
    if cell.get("t") == "inlineStr":
        return "".join(one.text or "" for one in cell.iter(f"{name}t"))
    number = cell.find(f"{name}v")
    assert number is not None
    return int(number.text or "")


TEXT = st.text(max_size=40).map(lambda text: printable(text, 100))


@given(st.lists(st.lists(TEXT | st.integers(0, 10**9), max_size=4), max_size=6))
def test_what_was_written_is_read(rows: list[list[Cell]]) -> None:
    assert cells(written(rows)) == rows


def test_a_workbook_is_one_and_its_texts_are_found() -> None:
    file = written([["name", "served"], ["=HYPERLINK(1)", "served"], ["<b>&", 7]], 'a"&<b')
    document = reader.read(file)
    assert document.not_read == 0
    assert all(text in document.text for text in ("name = =HYPERLINK(1)", "served = served", "<b>&", "7"))
    assert file == written([["name", "served"], ["=HYPERLINK(1)", "served"], ["<b>&", 7]], 'a"&<b')
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        named = {f"/{name}" for name in archive.namelist()}
        types = archive.read("[Content_Types].xml").decode()
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
    assert set(re.findall('PartName="([^"]*)"', types)) <= named


def test_a_sheet_has_only_so_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_table, "MOST_ROWS", 3)
    assert len(cells(written([["a"]] * 3))) == 3
    with pytest.raises(TooManyRows):
        written([["a"]] * 4)
