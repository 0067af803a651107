from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.xml import TEXT_LIMIT, reader
from tests.documents.archives import LAUGHS

SSN = "-".join(("891", "23", "4567"))
HEAD = b"<?xml version='1.0'?>"


def test_elements_and_attributes_are_named() -> None:
    raw = (
        HEAD + f"<people><person id='7'><name>Jané</name><ssn>{SSN}</ssn><empty/></person></people>".encode()
    )
    assert reader.read(raw).text.splitlines() == ["id = 7", "name = Jané", f"ssn = {SSN}"]


def test_text_that_an_element_interrupts_is_one_text() -> None:
    assert reader.read(HEAD + f"<p>SSN {SSN[:4]}<b>{SSN[4:]}</b> end</p>".encode()).text.splitlines() == [
        f"b = {SSN[4:]}",
        f"p = SSN {SSN} end",
    ]


def test_a_bomb_damage_and_comments_are_searched_as_they_are_written() -> None:
    damaged = HEAD + b"<a><b>text</a>"
    comment = HEAD + b"<a><!-- hidden --></a>"
    for raw in (LAUGHS.encode(), damaged, comment):
        document = reader.read(raw)
        assert (document.text, document.failed) == (raw.decode(), 0)


def test_depth_without_end_is_bounded() -> None:
    document = reader.read(HEAD + b"<a>x" * 1_500_000)
    assert len(document.text) <= TEXT_LIMIT
    assert document.failed == 1


def test_it_is_recognised_by_its_first_line() -> None:
    readers = catalogue.readers()
    names = [name for name in readers if readers[name].recognises("", "", HEAD + b"<a/>")]
    assert names == ["text", "xml"]
    assert reader.recognises("a.xfdf", "", b"<xfdf/>")


@given(st.binary())
def test_no_bytes_make_it_raise(data: bytes) -> None:
    reader.read(data)
    reader.read(HEAD + data)
