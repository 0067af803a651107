from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.documents.text import reader
from leftopen.formats.charset import decode
from leftopen.formats.long_text import MOST, PIECE


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"]
)
def test_the_charset_is_found(charset: str) -> None:
    assert reader.read("number 891-23-4567 café".encode(charset)).text == "number 891-23-4567 café"


def test_a_character_cut_at_the_end_is_forgiven() -> None:
    assert decode("é".encode() + "é".encode()[:1]) == "é"


def test_a_declared_charset_is_believed_only_when_it_is_one() -> None:
    assert decode("привет".encode("koi8-r"), "koi8-r") == "привет"
    assert decode(b"abc", "punycode") == "abc"
    assert decode(b"abc", "no-such-thing\0") == "abc"
    assert decode(b"+2AA-", "utf-7") == "\ufffd"


def test_long_text_is_read_in_pieces_that_end_at_a_line() -> None:
    whole = "a line\n" * (PIECE // 3)
    document = reader.read(whole.encode())
    pieces = [document.text, *(part.data.decode() for part in document.parts)]
    assert "".join(pieces) == whole
    assert all(len(one) <= PIECE and one.endswith("\n") for one in pieces)
    assert document.failed == 0


def test_what_lies_beyond_the_limit_is_counted() -> None:
    document = reader.read(b"a" * (MOST + 1))
    assert len(document.text) == PIECE
    assert (document.failed, document.cut) == (1, 1)


def test_pictures_are_not_text() -> None:
    assert not reader.recognises("", "", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(64)))
    assert reader.recognises("", "", b"plain\n")
    assert reader.recognises("", "text/plain", b"\0\0")


@given(st.binary(max_size=300), st.text(max_size=10))
def test_no_bytes_make_it_raise(data: bytes, declared: str) -> None:
    reader.recognises("", "", data)
    decode(data, declared).encode("utf-8")
    reader.read(data)


@pytest.mark.parametrize("before", range(150, 157))
def test_text_with_a_block_of_zeros_is_no_utf_16(before: int) -> None:
    """What a disk gives where it could not be read."""
    text = "SSN: 741-22-1018\n" * 10
    raw = text[:before].encode() + bytes(512 - before) + text.encode()
    assert decode(raw).replace("\0", "") == text[:before] + text


def test_utf_16_without_its_mark_is_recognised() -> None:
    text = "The number of Élodie: 741-22-1018\n" * 9
    assert decode(text.encode("utf-16-le")) == decode(text.encode("utf-16-be")) == text
