"""Pages as a visitor sees them; any bytes, and bytes that are meant to take long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.web_page import Answer, Page
from leftopen.wire.http.pages import page_parser
from leftopen.wire.http.pages.page_parser import read_answer, read_page
from tests.stopwatch import shortest

HALF_A_MEGABYTE = 512 * 1024


def read(body: str) -> Page:
    found = read_page(f"<!doctype html><html><body>{body}</body></html>")
    assert found is not None
    return found


def answered(body: bytes, *, cut: bool = False) -> Answer:
    return read_answer("/", Reply(status=200, body=body, cut=cut))


def test_a_page_is_read_as_a_visitor_reads_it() -> None:
    page = read("<h1>Share</h1><script>var hidden = 1</script><p>two &amp;  words</p><style>p{}</style>")
    assert (page.headings, page.text, page.inline) == (("Share",), "Share two & words", "var hidden = 1")


def test_links_have_their_text_and_what_stands_beside_them() -> None:
    [cell] = read(
        "<table><tr><td><a href='a%20b'>a  b</a></td><td>2023-02-08</td><td>3 KB</td></tr></table>"
    ).links
    assert (cell.href, cell.text, cell.near) == ("a%20b", "a b", "2023-02-08 3 KB")
    first, second = read("<pre><a href=x>x</a>  08-Feb-2023 <a href=y>y</a> 4</pre>").links
    assert (first.near, second.near) == ("08-Feb-2023", "4")


def test_forms_buttons_and_a_password_field() -> None:
    page = read(
        "<form method=POST action=/go><input name=q><input type=password name=p><button>Go</button></form>"
        "<button title=Wipe></button><input type=submit value=Run><textarea></textarea>"
    )
    assert page.forms[0].fields == (("input", "q"), ("password", "p"))
    assert (page.forms[0].action, page.forms[0].method, page.forms[0].buttons) == ("/go", "post", ("Go",))
    assert (page.buttons, page.password, page.textareas) == (("Go", "Wipe", "Run"), True, 1)


def test_rows_of_a_table_and_of_like_elements() -> None:
    row = "<tr><td>1</td><td>2 <table><tr><td>inner</td></tr></table></td></tr>"
    table = read(f"<table><tr><th>A</th><th>B</th></tr>{row}</table>").groups[0]
    assert table.header == ("A", "B")
    assert table.rows[0].cells == ("1", "2 inner")
    [cards] = read("<main>" + "<div class=c><b>x</b><i>y</i></div>" * 3 + "</main>").groups
    assert [one.cells for one in cards.rows] == [("x", "y")] * 3


def test_json_is_data_and_no_page() -> None:
    whole, part = answered(b'{"a": [1]}'), answered(b'[{"a": 1}, {"b": 2}, {"c', cut=True)
    assert (whole.data, whole.page) == ({"a": [1]}, None)
    assert part.data == [{"a": 1}, {"b": 2}]


def test_what_nests_too_deep_is_text_and_no_page() -> None:
    assert read_page("<html><body>" + "<div>" * (page_parser.DEEPEST + 1)) is None
    assert read_page("<html><body>" + "<div>" * 100) is not None


@given(st.binary(max_size=600) | st.text(alphabet="<>/=\"' abdiltrv{}[]:,1", max_size=600).map(str.encode))
def test_any_bytes_are_an_answer(body: bytes) -> None:
    for start in (b"", b"<html><body><ul><li>", b"<table><tr><td>", b"[", b'{"a":'):
        found = answered(start + body, cut=True)
        assert found.page is None or len(found.page.text) <= page_parser.TEXT


ROWS = "<ul><li>a b<li>c d<li>e f</ul>"
LONG = {
    "links in one entry": ("<ul><li>", "<a href=x>y</a> "),
    "links beside a long text": ("<ul><li>" + "<a href=x>y</a>" * 1000, "z "),
    "tables in tables": ("<table><tr><td>a<td>b<td>c" * 120, "w "),
    "cells without end": ("<table>", "<td>"),
    "entries without end": ("<ul>", "<li>"),
    "boxes in boxes": ("<div><div></div><div></div><div>" * 190, "<i></i>"),
    "links in links": ("<ul><li><a href=x>" * 130, "v "),
    "lists": ("", ROWS),
    "buttons": ("<button>" * 300, "b "),
    "controls": ("<form>", "<input name=a>"),
    "headings": ("<div><h1>" * 150, "t "),
    "marks that cross": ("", "<b><i></b></i>"),
    "paragraphs": ("", "<p><b>"),
    "attributes": ("<a ", "a=b "),
    "ends": ("", "</p>"),
    "pictures": ("<svg>", "<g></g>"),
    "references": ("", "&amp;&#x41;"),
    "brackets": ("", "<"),
    "spaces": ("<a href=x>", " "),
}


@pytest.mark.parametrize("name", LONG)
def test_half_a_megabyte_of_a_hostile_page_takes_a_moment(name: str) -> None:
    start, unit = LONG[name]
    body = f"<html><body>{start}{unit * (HALF_A_MEGABYTE // len(unit))}".encode()[:HALF_A_MEGABYTE]
    assert shortest(lambda: answered(body))[1] < 0.6


@pytest.mark.parametrize("unit", ["[", '{"a":', '{"a":1},', '[\n{"a":\n', "[[{}]],", '"\\u0041'])
def test_half_a_megabyte_of_hostile_json_takes_a_moment(unit: str) -> None:
    body = ("[" + unit * (HALF_A_MEGABYTE // len(unit))).encode()
    assert shortest(lambda: answered(body, cut=True))[1] < 0.6


def test_what_a_page_calls_when_loaded_and_by_hand() -> None:
    body = "<button onclick='show(1)'>x</button><form onsubmit='return save()'></form><img onload='seen()'>"
    page = read_page(f"<html><body onload='go()'>{body}</body></html>")
    assert page is not None
    assert (page.onload, page.by_hand) == ("go()", ("show(1)", "return save()"))


def test_inline_scripts_stay_apart() -> None:
    page = read_page("<html><script>a()</script><script>location = '/b'</script></html>")
    assert page is not None
    assert page.inline == "a()\n;\nlocation = '/b'"


def test_a_layouts_rows_are_not_those_of_the_table_inside_it() -> None:
    inner = "<table><tr><th>a</th><th>b</th></tr>" + "<tr><td>1</td><td>2</td></tr>" * 4 + "</table>"
    page = read_page(f"<html><table><tr><td>menu</td><td>{inner}</td></tr><tr><td>foot</td></tr></table>")
    assert page is not None
    outer, within = page.groups[:2]
    assert (len(outer.rows), outer.header) == (2, ())
    assert (len(within.rows), within.header) == (4, ("a", "b"))
