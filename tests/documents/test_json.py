from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.documents.json import reader
from leftopen.formats.long_text import MOST

LINES = b'{"name": "Jane Roe"}\n{"name": "caf\\u00e9"}\n'


def test_it_is_searched_as_it_is_written() -> None:
    document = reader.read(LINES)
    assert (document.text, document.failed) == (LINES.decode(), 0)


@pytest.mark.parametrize(
    ("name", "media", "first", "known"),
    [
        ("a.jsonl", "", LINES, True),
        ("", "application/json", b"  [1]", True),
        ("", "application/fhir+json", b"{}", True),
        ("a.json", "", b"hello", False),
        ("", "", LINES, False),
    ],
)
def test_it_is_recognised_by_its_name_or_type_and_its_first_sign(
    name: str, media: str, first: bytes, known: bool
) -> None:
    assert reader.recognises(name, media, first) == known


def test_what_is_too_long_is_counted() -> None:
    assert reader.read(b"[" * (MOST + 1)).cut == 1


@given(st.binary())
def test_no_bytes_make_it_raise(data: bytes) -> None:
    reader.read(data)
