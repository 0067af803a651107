"""SQL Server's answer before the login by MS-TDS, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import tds
from leftopen.wire.tds import Prelogin


def packet(body: bytes, kind: int = 4) -> bytes:
    return bytes([kind, 1]) + (len(body) + 8).to_bytes(2, "big") + bytes(4) + body


def answer(version: bytes = b"\x10\0\x03\xe8\0\0", encryption: bytes = b"\2") -> bytes:
    table = b"\0\0\x0b" + len(version).to_bytes(2, "big")
    table += b"\1" + (11 + len(version)).to_bytes(2, "big") + len(encryption).to_bytes(2, "big") + b"\xff"
    return packet(table + version + encryption)


def test_the_request_is_the_protocols_own() -> None:
    assert len(tds.PRELOGIN) == int.from_bytes(tds.PRELOGIN[2:4], "big") == 26
    assert tds.prelogin(tds.PRELOGIN) is None


def test_version_and_encryption_are_read() -> None:
    assert tds.prelogin(answer()) == Prelogin(version="16.0.1000", encryption="not supported")
    assert tds.prelogin(answer(encryption=b"")) == Prelogin(version="16.0.1000")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        answer()[:-1],
        answer(version=b""),
        answer(version=bytes(6)),
        packet(b"\xff"),
        packet(b"\0\0\xff\0\6"),
        packet(b"\0\0\6\0\6\0\0\6\0\6\xff\x10\0\x03\xe8\0\0"),
        packet(answer()[8:], kind=0x12),
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_another_answer_is_none(raw: bytes) -> None:
    assert tds.prelogin(raw) is None


def test_an_answer_is_waited_for_and_no_longer() -> None:
    raw = answer()
    assert tds.needed(raw) == 0
    assert all(0 < tds.needed(raw[:cut]) <= len(raw) - cut for cut in range(len(raw)))
    assert tds.needed(b"HTTP") == 0
    assert tds.needed(b"\4\1\xff\xff" + bytes(4)) == 0


@given(st.binary(max_size=80))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for made in (raw, packet(raw), answer()[:20] + raw):
        tds.prelogin(made)
        tds.needed(made)
