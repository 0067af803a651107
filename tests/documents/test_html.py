from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents import html
from leftopen.documents.html import reader
from tests.tier import examples


@pytest.mark.parametrize(
    "markup",
    [
        "<p>SSN 891-<b>23</b>-4567</p>",
        "<p>SSN 891&#45;23&#x2d;4567</p>",
        "<!-- SSN 891-23-4567 -->",
        "<div style='display:none'>891-23-4567</div>",
        "<input name=ssn value='891-23-4567'>",
        '<a href="/people/891-23-4567">x</a>',
        "<script>var x = '891-23-4567'</script>",
        "<p>891-<!-- unclosed 891-23-4567",
        "<p title=891-23-4567",
    ],
)
def test_shown_and_hidden_text_is_kept(markup: str) -> None:
    assert "891-23-4567" in reader.read(markup.encode()).text


def test_the_value_of_a_tag_stands_once_and_text_that_is_no_tag_stays() -> None:
    text = reader.read(b"<p title=one>two</p><div>3 < 4 > 2</div><input value=five>").text
    assert text.split() == ["one", "two", "3", "<", "4", ">", "2", "five"]


def test_the_declared_charset_is_used() -> None:
    page = "<meta charset=windows-1251><p>привет".encode("cp1251")
    assert "привет" in reader.read(page).text


def test_it_is_recognised_by_media_name_or_first_bytes() -> None:
    assert reader.recognises("", "text/html; charset=utf-8", b"")
    assert reader.recognises("index.HTM", "", b"")
    assert reader.recognises("", "", b"\n<!DOCTYPE html>")
    assert not reader.recognises("", "", b"a < b")


@pytest.mark.parametrize("unit", ["<!--", "<a ", "<", "&#", "<a href=\"'", "<!", '="'])
def test_repeated_openings_are_read_in_linear_time(unit: str) -> None:
    began = time.process_time()
    reader.read(unit.encode() * (2_000_000 // len(unit)))
    assert time.process_time() - began < 25


def test_a_huge_character_reference_does_not_raise() -> None:
    assert "&#" in reader.read(b"&#" + b"9" * 6000 + b";").text


@given(st.binary(max_size=300) | st.text(alphabet="<>!-/ab=\"'&#;x0", max_size=300).map(str.encode))
@settings(deadline=None)
def test_no_bytes_make_it_raise(data: bytes) -> None:
    reader.recognises("", "", data)
    reader.read(data).text.encode("utf-8")


@pytest.mark.parametrize("between", ["", "\n  "])
def test_a_row_of_a_table_is_one_line(between: str) -> None:
    row = between.join(("<tr>", "<td class=x>Jane<br>Roe</td>", "<th>891-<b>23</b>-4567</th>", "</tr>"))
    lines = [
        line for line in reader.read(f"<table>{row}{row}</table>".encode()).text.split("\n") if line.strip()
    ]
    assert len(lines) == 2
    assert [" ".join(cell.split()) for cell in lines[0].split("\t")[1:]] == ["Jane Roe", "891-23-4567"]


def test_a_row_that_lays_out_a_page_keeps_its_lines() -> None:
    text = reader.read(b"<table><tr><td><p>one</p><p>two</p></td></tr></table>").text
    assert text.split("\n").index("one") < text.split("\n").index("two")


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "<!--", "-->", "<!-->", "<p>", "</p>", "<b a='x'>", '<a href="mailto:x@y.org">', "a",
         " < b ", "<p title='>'>", "<!doctype html>", "<?xml?>", "<>", "</>", "\n", "&amp;", "--", "!",
         '<input value="1">']
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(MARKUP)
@settings(max_examples=examples(500))
def test_a_page_without_rows_reads_the_same_in_a_few_passes(markup: str) -> None:
    values: list[str] = []
    others: list[str] = []
    assert "".join(html._pieces(markup, values)) == "".join(html.pieces_in_order(markup, others))
    assert values == others
