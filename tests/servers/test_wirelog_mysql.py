from __future__ import annotations

import struct

import pytest

from leftopen.wire import mysql
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

ASKED = mysql.ssl_request(0x81FF_FFFE)
HELLO_TLS = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"
LOGIN = struct.pack("<IIIB23x", 50 | 1 << 24, 0x8A00, 1 << 24, 45) + b"root\0\0".ljust(18, b"\0")


@pytest.mark.parametrize("answer", [ASKED, ASKED + HELLO_TLS + b"\xff" * 50])
def test_asking_for_tls_is_no_offence(answer: bytes) -> None:
    judgement = judge(answer)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("mysql", ("tls",), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (LOGIN, Kind.LOGIN),
        (ASKED + LOGIN, Kind.LOGIN),
        (ASKED + b"\x09\0\0\0\x03SELECT 1", Kind.LOGIN),
        (ASKED[:4] + b"\0" * 32, Kind.UNREADABLE),
        (ASKED[:20], Kind.UNREADABLE),
        (ASKED[:-4] + b"root", Kind.UNREADABLE),
        (b"\x09\0\0\0\x03SELECT 1", Kind.MUTATING),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}
