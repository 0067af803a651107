"""Remote Desktop's confirmations by MS-RDPBCGR, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import rdp
from leftopen.wire.rdp import Confirm


def answer(kind: int = 2, value: int = 2) -> bytes:
    return b"\3\0\0\x13\x0e\xd0\0\0\x12\x34\0" + bytes([kind, 0x1F]) + b"\x08\0" + value.to_bytes(4, "little")


OLD = b"\3\0\0\x0b\6\xd0\0\0\x12\x34\0"


def test_the_request_is_the_protocols_own() -> None:
    assert len(rdp.REQUEST) == rdp.REQUEST[3] == 19
    assert rdp.REQUEST[5] == 0xE0
    assert rdp.confirm(rdp.REQUEST) is None


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (answer(), Confirm(security="CredSSP")),
        (answer(value=1), Confirm(security="TLS")),
        (answer(value=0), Confirm(security="RDP")),
        (answer(kind=3, value=5), Confirm(security="", failure=5)),
        (OLD, Confirm(security="RDP")),
    ],
)
def test_each_confirmation_names_its_security(raw: bytes, told: Confirm) -> None:
    assert rdp.confirm(raw) == told


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        answer()[:-1],
        answer() + b"\0",
        answer(value=3),
        answer(kind=3, value=9),
        answer(kind=1),
        OLD[:4] + b"\7" + OLD[5:],
        OLD[:5] + b"\xe0" + OLD[6:],
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_another_answer_is_none(raw: bytes) -> None:
    assert rdp.confirm(raw) is None


def test_an_answer_is_waited_for_and_no_longer() -> None:
    for raw in (answer(), OLD):
        assert rdp.needed(raw) == 0
        assert all(0 < rdp.needed(raw[:cut]) <= len(raw) - cut for cut in range(len(raw)))
    assert rdp.needed(b"HTTP") == 0
    assert rdp.needed(b"\3\0\xff\xff") == 0


@given(st.binary(max_size=60), st.sampled_from([b"", OLD, answer()[:12]]))
def test_no_bytes_make_it_raise(raw: bytes, begin: bytes) -> None:
    for made in (begin + raw, raw + begin):
        rdp.confirm(made)
        rdp.needed(made)
