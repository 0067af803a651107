"""Blocks of text of either width, in UTF-8."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.utf8_blocks import as_utf8

TEXT = "192.0.2.1 Größe \U0001f600\n" * 40


def utf8(raw: bytes, size: int) -> bytes:
    return b"".join(as_utf8(iter([raw[at : at + size] for at in range(0, len(raw), size)])))


@pytest.mark.parametrize("size", [1, 3, 700, 5000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_width_gives_the_same_text(encoding: str, size: int) -> None:
    assert utf8(TEXT.encode(encoding), size).decode() == TEXT


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_ascii_in_utf_16_needs_no_mark(order: str) -> None:
    assert utf8("hello\n".encode(order), 5) == b"hello\n"
    assert utf8(("\ufeff" + TEXT).encode(order), 5).decode() == TEXT


def test_what_cannot_be_decoded_is_marked() -> None:
    assert utf8(b"\xff\xfea\0\x00\xd8b\0c", 4).decode() == "a\ufffdb\ufffd"


@given(st.binary(max_size=80), st.integers(1, 9))
def test_any_bytes_are_borne(raw: bytes, size: int) -> None:
    utf8(raw, size)
