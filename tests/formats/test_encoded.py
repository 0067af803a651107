"""What stands encoded in a text, and where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.encoded import Decoded, mail, marks, single

PIECES = st.sampled_from(
    ["a", "@", "&#64;", "&commat;", "&", "%40", "%", "\\u0040", "\\", "\\n", "\\x40", "=40", "=",
    "=\n", "=?", "?=",
     "=?utf-8?b?YUBi?=", "=?utf-8?q?a=40b?=", " ", "é", "\\ud83d\\ude00", "&#99999999;", "\\U99999999"]
)  # fmt: skip


def all_of(text: str) -> list[Decoded]:
    return [found for decode in (marks, mail, single) for found in decode(text, str)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a&#64;b", "a@b"), ("a&#064;b", "a@b"), ("a&#x40;b", "a@b"), ("a&commat;b", "a@b"), ("a&#64b",
        "a@b"),
        ("a%40b", "a@b"), ("a%u0040b", "a@b"), ("%e5%bc%a0", "张"), ("a\\u0040b", "a@b"),
        ("a\\\\u0040b", "a@b"),
        ("a\\x40b", "a@b"), ("a\\100b", "a@b"), ("a\\u{40}b", "a@b"), ("a\\U00000040b", "a@b"),
        ("a\\nb", "a\nb"),
        ('a\\"b', 'a"b'), ("\\ud83d\\ude00", "😀"), ("a&nobody;b", "a&nobody;b"),
    ],
)  # fmt: skip
def test_marks(text: str, said: str) -> None:
    [found] = marks(text, str)
    assert found.text == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a=40b", "a@b"), ("a=\r\nb", "ab"), ("=e5=BC=a0", "张"), ("=?utf-8?b?YUBi?= c", "a@b c"),
        ("=?utf-8?q?a=40b_c?=", "a@b c"), ("=?utf-8?b?YUA=?= =?utf-8?b?Yg==?=", "a@b"),
        ("=?utf-8?b?YUBiY", "a@b"),
    ],
)  # fmt: skip
def test_mail(text: str, said: str) -> None:
    [found] = mail(text, str)
    assert found.text == said


@pytest.mark.parametrize("text", ["max-age=31536000", "a = b", "q=0.9", "50%", "a & b", "C:\\data", "a=4"])
def test_what_nobody_encodes_is_no_code(text: str) -> None:
    assert not all_of(text)


def test_codes_of_one_kind_are_read_alone_where_there_are_several() -> None:
    assert "%891-23" in {found.text for found in single("%891&#45;23", str)}


def test_a_code_counts_as_a_whole() -> None:
    text = "to piet&#64;unit.example%20now"
    [found] = marks(text, str)
    start = found.text.index("piet")
    assert found.source(start, start + len("piet@unit.example")) == (3, 3 + len("piet&#64;unit.example"))
    assert found.source(start + 4, start + 5) == (7, 12)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_every_piece_of_what_is_read_stood_somewhere(text: str) -> None:
    for found in all_of(text):
        places = [found.source(at, at + 1) for at in range(len(found.text))]
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert places == sorted(places)
        assert len(found.text) <= len(text)
