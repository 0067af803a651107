"""The pictures in drawings of old Office files are found in any stream; lost ones are counted."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.formats.drawing_pictures import drawing_pictures
from tests.tier import examples

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)


def blip(kind: int, instance: int, content: bytes, digests: int = 1) -> bytes:
    body = bytes(16 * digests) + content
    return struct.pack("<HHI", instance << 4, kind, len(body)) + body


def metafile(content: bytes, packed: bool = True) -> bytes:
    data = zlib.compress(content) if packed else content
    head = struct.pack("<I16x8xIBB", len(content), len(data), 0 if packed else 0xFE, 0xFE)
    return blip(0xF01A, 0x3D4, head + data)


STREAM = b"text" + blip(0xF01E, 0x6E0, b"\xff" + PNG) + b"more" + blip(0xF01D, 0x46B, b"\xff" + JPEG, 2)


def test_pictures_in_their_order() -> None:
    parts, failed = drawing_pictures(STREAM)
    assert ([part.data for part in parts], failed) == ([PNG, JPEG], 0)


@pytest.mark.parametrize("packed", [True, False])
def test_of_a_metafile_its_commands(packed: bool) -> None:
    text = b" E\0M\0F\0" + "SSN 891-23-4567".encode("utf-16-le")
    parts, failed = drawing_pictures(metafile(text, packed))
    assert ([part.data for part in parts], failed) == ([text], 0)


def test_a_bitmap_gets_the_header_of_a_file() -> None:
    body = struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + bytes(4)
    (part,), failed = drawing_pictures(blip(0xF01F, 0x7A8, b"\xff" + body))
    assert (part.data[:2], struct.unpack_from("<I", part.data, 10), failed) == (b"BM", (54,), 0)


def test_one_that_is_cut_is_damaged_and_one_that_is_lost_is_counted() -> None:
    parts, failed = drawing_pictures(STREAM[:-9])
    assert ([part.damaged for part in parts], failed) == ([False, True], 1)
    assert drawing_pictures(blip(0xF01E, 0x6E0, b"\xffno picture at all")) == ((), 1)
    assert drawing_pictures(b"\x00\x6e\x1e\xf0" + b"\xff" * 90) == ((), 0)


@given(st.binary(max_size=80), st.integers(0, len(STREAM)), st.integers(0, 9))
@settings(max_examples=examples(200), deadline=None)
def test_no_bytes_make_it_raise(noise: bytes, at: int, less: int) -> None:
    parts, failed = drawing_pictures(STREAM[:at] + noise + STREAM[at + less :])
    assert sum(part.damaged for part in parts) <= failed
