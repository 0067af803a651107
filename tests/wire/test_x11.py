"""The X11 connection setup on real shapes and on any bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import x11


def failed(reason: bytes) -> bytes:
    padded = reason + b"\0" * (-len(reason) % 4)
    return struct.pack("<BBHHH", 0, len(reason), 11, 0, len(padded) // 4) + padded


def display(*screens: tuple[int, int], vendor: bytes = b"The X.Org Foundation") -> bytes:
    """A granted setup of one format, and one depth with two visuals for each screen."""
    fixed = struct.pack("<IIIIHHBBBBBBBB4x", 12101016, 32, 0x1FFFFF, 256, len(vendor), 65535, len(screens),
                        1, 0, 0, 32, 32, 8, 255)  # fmt: skip
    body = fixed + vendor + b"\0" * (-len(vendor) % 4) + b"\x08\x08\x20\0\0\0\0\0"
    for width, height in screens:
        body += struct.pack(
            "<IIIIIHHHHHHIBBBB", 76, 32, 1, 0, 0, width, height, 100, 100, 1, 1, 33, 0, 0, 8, 1
        )
        body += struct.pack("<BxHxxxx", 8, 2) + b"\0" * 48
    return struct.pack("<BxHHH", 1, 11, 0, len(body) // 4) + body


def test_the_requests_are_twelve_bytes_without_authorisation() -> None:
    assert x11.SETUP == b"l\0\x0b\0" + b"\0" * 8
    assert x11.IMPOSSIBLE == b"l\0\x63\0" + b"\0" * 8


def test_a_refusal_is_known_by_its_first_eight_bytes_and_read_when_whole() -> None:
    raw = failed(b"Protocol version mismatch")
    assert x11.is_refusal(raw[:8])
    assert not x11.is_refusal(raw[:7])
    assert x11.parse(raw) == x11.Failed(reason="Protocol version mismatch")
    assert all(x11.parse(raw[:cut]) is None for cut in range(len(raw)))


def test_a_granted_setup_names_vendor_and_screens() -> None:
    raw = display((640, 480), (1920, 1080))
    assert x11.parse(raw) == x11.Display(
        vendor="The X.Org Foundation", release=12101016, count=2, screens=((640, 480), (1920, 1080))
    )
    assert all(x11.parse(raw[:cut]) is None for cut in range(len(raw)))


def test_a_server_that_asks_on_is_neither() -> None:
    assert x11.parse(b"\x02" + b"\0" * 5 + b"\x01\0" + b"more") == x11.Authenticate(reason="more")


@pytest.mark.hostile("H20")
def test_an_endless_setup_is_read_no_further_than_the_cap() -> None:
    assert x11.needs(b"\x01\0\x0b\0\0\0\xff\xff") == x11.LARGEST - 8
    long = display(*[(640, 480)] * 255)
    answer = x11.parse(long[: x11.LARGEST])
    assert isinstance(answer, x11.Display)
    assert answer.count == 255
    assert 0 < len(answer.screens) <= 16


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda raw: display((1, 1))[:44] + raw))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    x11.is_refusal(raw)
    assert 0 <= x11.needs(raw) <= x11.LARGEST
    x11.parse(raw)
