from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.media_files import media_kind


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "sound"),
        (b"RIFF\x10\0\0\0OTHERxxx", ""),
        (b"\0\0\0\x18ftypheic", "image"),
        (b"\0\0\0\x18ftypisom", "video"),
        (b"BM\x36\x84\x03\0\0\0\0\0", "image"),
        (b"BM is short for business mail", ""),
        (b"%PDF-1.7", ""),
        (b"", ""),
    ],
)
def test_kinds(first: bytes, kind: str) -> None:
    assert media_kind(first) == kind


@given(st.binary(max_size=64))
def test_any_bytes(first: bytes) -> None:
    assert media_kind(first) in ("image", "sound", "video", "")
