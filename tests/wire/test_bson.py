"""BSON on real shapes, on lies about lengths, and on any bytes."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import bson

SMALL = bson.encode({"ok": 1.0, "name": "made up", "deep": {"yes": True, "count": 7}})
EVERY = (
    b"\x01a\0" + struct.pack("<d", 2.5)
    + b"\x02b\0\x04\0\0\0abc\0"
    + b"\x03c\0\x05\0\0\0\0"
    + b"\x04d\0\x0c\0\0\0\x100\0\x07\0\0\0\0"
    + b"\x05e\0\x02\0\0\0\x00xy"
    + b"\x06f\0"
    + b"\x07g\0" + b"i" * 12
    + b"\x08h\0\x01"
    + b"\x09i\0" + b"t" * 8
    + b"\x0aj\0"
    + b"\x0bk\0re\0im\0"
    + b"\x0cl\0\x02\0\0\0x\0" + b"p" * 12
    + b"\x0dm\0\x02\0\0\0y\0"
    + b"\x0en\0\x02\0\0\0z\0"
    + b"\x0fo\0\x0f\0\0\0\x02\0\0\0s\0\x05\0\0\0\0"
    + b"\x10p\0\xff\xff\xff\xff"
    + b"\x11q\0" + b"s" * 8
    + b"\x12r\0" + struct.pack("<q", 2**40)
    + b"\x13s\0" + b"d" * 16
    + b"\x7ft\0"
    + b"\xffu\0"
)  # fmt: skip


def framed(elements: bytes, length: int | None = None) -> bytes:
    return struct.pack("<i", len(elements) + 5 if length is None else length) + elements + b"\0"


def test_what_is_encoded_is_read_back() -> None:
    read = bson.decode(SMALL)
    assert read.fault == ""
    assert read.document == {"ok": 1.0, "name": "made up", "deep": {"yes": True, "count": 7}}


def test_every_type_is_read_or_passed_over() -> None:
    read = bson.decode(framed(EVERY))
    assert read.fault == ""
    assert (read.document["a"], read.document["b"], read.document["c"]) == (2.5, "abc", {})
    assert (read.document["d"], read.document["e"], read.document["h"]) == ([7], b"xy", True)
    assert (read.document["j"], read.document["p"], read.document["r"]) == (None, -1, 2**40)
    assert len(read.document) == 21


@pytest.mark.hostile("H19")
def test_a_document_cut_after_any_byte_is_a_fault_and_keeps_what_came_before() -> None:
    whole = framed(EVERY)
    for cut in range(len(whole)):
        assert bson.decode(whole[:cut]).fault
    assert bson.decode(whole[:-1]).document["r"] == 2**40


@pytest.mark.hostile("H19")
@pytest.mark.parametrize("length", [2**31 - 1, -1, -(2**31), 0, 4, 11, 13])
def test_a_lie_about_any_length_is_a_fault(length: int) -> None:
    lie = struct.pack("<i", length)
    assert bson.decode(lie + b"\x10n\0\x01\0\0\0\0").fault
    for element in (b"\x02n\0" + lie + b"x\0", b"\x03n\0" + lie + b"\0", b"\x04n\0" + lie + b"\0"):
        assert bson.decode(framed(element)).fault
    for element in (b"\x05n\0" + lie + b"\0x", b"\x0fn\0" + lie + b"x\0", b"\x0cn\0" + lie + b"x"):
        assert bson.decode(framed(element)).fault


def nested(depth: int) -> bytes:
    made = framed(b"")
    for _ in range(depth - 1):
        made = framed(b"\x03n\0" + made)
    return made


@pytest.mark.hostile("H19")
def test_documents_ten_thousand_deep_are_a_fault() -> None:
    for deep in (nested(10_000), b"\xff\xff\0\0\x03n\0" * 9000, b"\xff\xff\0\0\x04n\0" * 9000):
        assert bson.decode(deep).fault
    assert bson.decode(nested(bson.DEPTH)).fault == ""
    assert bson.decode(nested(bson.DEPTH + 1)).fault == f"deeper than {bson.DEPTH}"


@pytest.mark.hostile("H19")
def test_there_is_a_cap_on_elements_and_on_bytes() -> None:
    many = b"".join(b"\x0a%x\0" % number for number in range(bson.ELEMENTS))
    assert bson.decode(framed(many)).fault
    assert len(bson.decode(framed(many)).document) <= bson.ELEMENTS
    assert bson.decode(framed(b"\x05n\0" + struct.pack("<i", bson.LARGEST) + b"\0" * bson.LARGEST)).fault


@pytest.mark.parametrize(
    "elements",
    [
        b"\x10n\0\x01\0\0\0\x10n\0\x01\0\0\0",
        b"\x08n\0\x02",
        b"\x02n\0\x01\0\0\0x",
        b"\x02n\0\x02\0\0\0\xff\0",
        b"\x20n\0",
        b"\x10no end",
        b"\x03n\0\x06\0\0\0\0\0",
    ],
)
def test_what_no_server_writes_is_a_fault(elements: bytes) -> None:
    assert bson.decode(framed(elements)).fault


def test_something_behind_it_is_a_fault() -> None:
    assert bson.decode(SMALL + b"x").fault == "something stands behind it"


@given(st.binary(max_size=400), st.binary(max_size=30))
def test_no_bytes_make_it_raise(raw: bytes, more: bytes) -> None:
    for made in (raw, framed(raw), SMALL[:20] + raw, framed(EVERY[: len(raw)] + more)):
        read = bson.decode(made)
        assert isinstance(read.document, dict)


@given(st.integers(0, len(EVERY) + 4), st.binary(min_size=1, max_size=4))
def test_any_change_in_a_document_does_not_make_it_raise(place: int, change: bytes) -> None:
    whole = bytearray(framed(EVERY))
    whole[place : place + len(change)] = change
    bson.decode(bytes(whole))


NAMES = st.text(max_size=5).filter(lambda name: "\0" not in name)
SCALARS = st.text(max_size=9) | st.booleans() | st.integers(-(2**31), 2**31 - 1) | st.floats()


@given(st.dictionaries(NAMES, SCALARS))
def test_encoding_and_reading_are_each_others_inverse(made: dict[str, str | bool | int | float]) -> None:
    read = bson.decode(bson.encode(made))
    assert read.fault == ""
    for name, value in made.items():
        got = read.document[name]
        nan = isinstance(value, float) and math.isnan(value)
        assert (isinstance(got, float) and math.isnan(got)) if nan else got == value


def test_a_name_with_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        bson.encode({"a\0b": 1})
