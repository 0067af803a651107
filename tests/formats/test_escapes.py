from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.escapes import MOST, unescaped


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'"\\t219-09-9998\\n"', '"\t219-09-9998\n"'),
        (b"zoltan\\u0040example.org", "zoltan@example.org"),
        (b"&#52;111 &#x31;", "4111 1"),
        (b"\\\\n4111", "\n4111"),
        (b"\\ud83d\\ude00 \\ud83d", "\U0001f600 \ufffd"),
        (b"\\x41 \\", "\\x41 \\"),
    ],
)
def test_what_is_escaped_is_read(raw: bytes, told: str) -> None:
    assert unescaped(raw).decode() == told


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters='&\\"')))
def test_a_string_of_json_is_read_as_it_was_meant(text: str) -> None:
    assert unescaped(json.dumps(text).encode()).decode() == f'"{text}"'


@given(st.binary(max_size=200))
def test_any_bytes_become_utf_8(raw: bytes) -> None:
    unescaped(raw).decode()


def test_only_the_beginning_is_looked_at() -> None:
    assert len(unescaped(b"x" * (MOST + 1))) == MOST
