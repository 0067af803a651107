"""Outside text as one readable line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.present.one_line import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines", "two lines"),
        ("a\r\n\tb\x1b[2Jc", "a b [2Jc"),
        ("right\u202eto left", "rightto left"),
        ("  spaces\u00a0 between ", "spaces between"),
        ("une fuite détectée", "une fuite détectée"),
    ],
)
def test_it_reads_as_a_person_would_write_it(text: str, line: str) -> None:
    assert one_line(text) == line


def test_it_is_cut() -> None:
    assert one_line("abcdef", 4) == "abc…"


@given(st.text(), st.integers(1, 50))
def test_any_text_is_one_printable_line(text: str, most: int) -> None:
    line = one_line(text, most)
    assert len(line) <= most
    assert not any(unicodedata.category(character)[0] == "C" for character in line)
    assert line == line.strip()
