"""DICOM's messages as DCMTK 3.6.9 sends them, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import dicom
from leftopen.wire.dicom import Accepted, Rejected


def item(name: int, data: bytes) -> bytes:
    return bytes([name, 0]) + len(data).to_bytes(2, "big") + data


def message(name: int, body: bytes) -> bytes:
    return bytes([name, 0]) + len(body).to_bytes(4, "big") + body


def accept(result: int = 0, name: bytes = b"OFFIS_DCMTK_369") -> bytes:
    head = b"\0\1\0\0" + b"ANY-SCP".ljust(16) + b"LEFTOPEN".ljust(16) + bytes(32)
    context = item(0x21, bytes([1, 0, result, 0]) + item(0x40, dicom.IMPLICIT))
    details = item(0x51, b"\0\0\x40\0") + item(0x52, b"1.2.276.0.7230010.3.0.3.6.9") + item(0x55, name)
    return message(dicom.ACCEPT, head + item(0x10, dicom.CONTEXT) + context + item(0x50, details))


def reject(result: int = 1, source: int = 1, reason: int = 1) -> bytes:
    return message(dicom.REJECT, bytes([0, result, source, reason]))


def echo(field: int = 0x8030, status: int = 0) -> bytes:
    words = [(0x0100, field), (0x0120, 1), (0x0800, 0x0101), (0x0900, status)]
    command = b"".join(
        b"\0\0" + name.to_bytes(2, "little") + b"\2\0\0\0" + value.to_bytes(2, "little")
        for name, value in words
    )
    return message(dicom.DATA, (len(command) + 2).to_bytes(4, "big") + b"\1\3" + command)


ABORT = message(dicom.ABORT, bytes(4))


def test_the_messages_are_the_protocols_own() -> None:
    assert dicom.kind(dicom.ASSOCIATE) == dicom.REQUEST
    assert dicom.kind(dicom.ECHO) == dicom.DATA
    assert dicom.LET_GO == b"\5\0\0\0\0\4\0\0\0\0"
    assert dicom.ASSOCIATE.count(b"\x30\0\0\x11" + dicom.VERIFICATION) == 1
    assert not dicom.is_echo(dicom.ECHO)


def test_an_association_is_accepted_with_or_without_the_class() -> None:
    assert dicom.accepted(accept()) == Accepted(verifies=True, implementation="OFFIS_DCMTK_369")
    assert dicom.accepted(accept(result=3)) == Accepted(verifies=False, implementation="OFFIS_DCMTK_369")
    assert dicom.accepted(accept(name=b"\x1b[2J")) == Accepted(verifies=True)


def test_a_rejection_says_who_and_why() -> None:
    assert dicom.rejected(reject(reason=3)) == Rejected(for_now=False, reason=3)
    assert dicom.rejected(reject(result=2, source=3)) == Rejected(for_now=True, reason=0)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        ABORT,
        accept()[:-1],
        accept().replace(dicom.CONTEXT, b"1.2.840.10008.3.1.1.2"),
        message(dicom.ACCEPT, bytes(80)),
        reject(result=3),
        message(dicom.REJECT, bytes(5)),
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_another_message_is_neither(raw: bytes) -> None:
    assert dicom.accepted(raw) is None
    assert dicom.rejected(raw) is None


def test_an_echo_is_a_response_that_says_success() -> None:
    assert dicom.is_echo(echo())
    for other in (echo(status=0x0122), echo(field=0x8020), ABORT, echo()[:-1], b""):
        assert not dicom.is_echo(other)


def test_a_message_is_waited_for_and_no_longer() -> None:
    for raw in (accept(), reject(), echo()):
        assert dicom.needed(raw) == 0
        assert all(0 < dicom.needed(raw[:cut]) <= len(raw) for cut in range(len(raw)))
    assert dicom.needed(b"HTTP") == 0
    assert dicom.needed(b"\2\0\xff\xff\xff\xff") == 0


@given(st.binary(max_size=200), st.sampled_from([b"", accept()[:80], reject(), echo()[:12], b"\2\0"]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    for made in (start + raw, raw + start, message(dicom.ACCEPT, raw), message(dicom.DATA, raw)):
        dicom.accepted(made)
        dicom.rejected(made)
        dicom.is_echo(made)
        dicom.needed(made)
