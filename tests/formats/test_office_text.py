"""Ordinary office XML, read without an event for each element, gives the same as with events."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents.docx import _written, write_events
from leftopen.formats.office_runs import run_events, runs
from leftopen.formats.office_text import plain_sheet, plain_xml
from leftopen.formats.spreadsheet import Cells, Workbook, lines, string_events, strings
from tests.tier import examples

NAMES = 'xmlns:w="w" xmlns:a="a" xmlns:x="x"'
ATTRIBUTES = st.sampled_from(["", ' w:val="1"', " xml:space='preserve'", ' a="x&gt;y"', ' b="p>q"', "\n"])
TEXT = st.sampled_from(
    ["", " ", "a", "891-23-4567", "&amp;", "&#x41;", "&#65;", "x>y", "\r\n", "é", "&lt;w:t&gt;"]
)
NAME = st.sampled_from(
    ["w:t", "t", "a:t", "w:p", "w:r", "w:rPr", "w:tr", "w:delText", "text", "si", "comment", "w:tbl", "w:tc"]
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 4) -> str:
    """Text stands in elements of text only, as in real files."""
    name, about = draw(NAME), draw(ATTRIBUTES)
    if draw(st.booleans()) and draw(st.booleans()):
        return f"<{name}{about}/>"
    if name.endswith(("t", "Text", "text")):
        return f"<{name}{about}>{draw(TEXT)}</{name}>"
    inside = "".join(draw(st.lists(elements(depth - 1), max_size=4))) if depth else ""
    return f"<{name}{about}>{inside}</{name}{draw(st.sampled_from(['', ' ']))}>"


@given(st.lists(elements(), max_size=4))
@settings(max_examples=examples(300), deadline=None)
def test_a_text_is_the_same_with_and_without_events(parts: list[str]) -> None:
    raw = f'<?xml version="1.0" encoding="UTF-8"?>\n<w:d {NAMES}>{"".join(parts)}</w:d>'.encode()
    assert plain_xml(raw, True) is not None
    assert runs(raw, True) == run_events(raw, True)
    assert _written(raw, True) == write_events(raw, True)


CELL = st.tuples(
    st.sampled_from(["", ' r="A1"', ' r="C2"', ' r="x"']),
    st.sampled_from(["", ' s="1"', ' t="s"', ' t="inlineStr"', ' t="str"', " t='s'", ' t="e"']),
    st.sampled_from(
        ["", "<v>0</v>", "<v>1</v>", "<v>8.9E3</v>", "<f>A1</f><v>7</v>", "<is><t>a&amp;b</t></is>", "<v/>",
         "<is><r><t>x</t></r><r><rPr/><t xml:space=\"preserve\"> y</t></r></is>"]
    ),
)  # fmt: skip


@given(st.lists(st.lists(CELL, max_size=4), max_size=5))
@settings(max_examples=examples(300), deadline=None)
def test_a_sheet_is_the_same_with_and_without_events(rows: list[list[tuple[str, str, str]]]) -> None:
    made = "".join(
        f'<row r="{at}">' + "".join(f"<c{place}{kind}>{value}</c>" for place, kind, value in row) + "</row>"
        for at, row in enumerate(rows)
    )
    raw = f"<worksheet><sheetData>{made}</sheetData></worksheet>".encode()
    other = Cells(Workbook(strings=("a", "b"), dates=frozenset((1,))))
    assert other.events(raw, True)
    other.rows.flush()
    found = lines(raw, True, Workbook(strings=("a", "b"), dates=frozenset((1,))))
    assert found == ("\n".join(other.rows.lines), True)


@given(
    st.lists(st.sampled_from(["<si><t>a</t></si>", "<si/>", "<si><r><t>b</t></r><r><t> c&lt;</t></r></si>"]))
)
def test_shared_strings_are_the_same(parts: list[str]) -> None:
    raw = f"<sst>{''.join(parts)}</sst>".encode()
    assert plain_sheet(raw, True) is not None
    assert strings(raw, True) == string_events(raw, True)


@pytest.mark.parametrize(
    "raw",
    [
        b"<a><t>x<!-- c --></t></a>",
        b"<a><t><![CDATA[x]]></t></a>",
        b"<!DOCTYPE a><a><t>x</t></a>",
        b"<a><?p?><t>x</t></a>",
        b'<?xml version="1.0" encoding="iso-8859-1"?><a><t>\xe9</t></a>',
        "<a><t>x</t></a>".encode("utf-16"),
        b"<a><t>x</t>",
        b"<a><t>&x;</t></a>",
    ],
)
def test_the_unusual_is_left_to_events(raw: bytes) -> None:
    assert plain_xml(raw, True) is None
    assert runs(raw, True) == run_events(raw, True)


def test_a_text_with_elements_inside_is_left_to_events() -> None:
    raw = b"<a><t>891<b/>-23-4567</t></a>"
    assert runs(raw, True) == run_events(raw, True) == ("891-23-4567", True)


def test_a_sheet_with_prefixes_is_left_to_events() -> None:
    raw = b'<x:a xmlns:x="x"><x:c\tr="A1" t="str"><x:v>891</x:v></x:c></x:a>'
    assert plain_sheet(raw, True) is None
    assert lines(raw, True, Workbook()) == ("891", True)
