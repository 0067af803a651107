from __future__ import annotations

import struct

import pytest

from leftopen.wire import mysql, mysql_session
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

ASKED = mysql.ssl_request(0x81FF_FFFE)
HELLO_TLS = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"
LOGIN = struct.pack("<IIIB23x", 50 | 1 << 24, 0x8A00, 1 << 24, 45) + b"root\0\0".ljust(18, b"\0")
STRANGER = mysql_session.login(0x81FF_F7FE, tls=False)
SWITCHED = b"\0\0\0\3"


@pytest.mark.parametrize("answer", [ASKED, ASKED + HELLO_TLS + b"\xff" * 50])
def test_asking_for_tls_is_no_offence(answer: bytes) -> None:
    judgement = judge(answer)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("mysql", ("tls",), ())


@pytest.mark.parametrize("login", [STRANGER, mysql_session.login(0x8200, tls=False), STRANGER + SWITCHED])
def test_the_made_up_user_may_see_what_databases_there_are(login: bytes) -> None:
    assert judge(login).offences == ()
    judgement = judge(login + mysql_session.SHOW_DATABASES)
    assert (judgement.asked, judgement.offences) == (("stranger", "SHOW DATABASES"), ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (LOGIN, Kind.LOGIN),
        (ASKED + LOGIN, Kind.LOGIN),
        (ASKED + b"\x09\0\0\0\x03SELECT 1", Kind.LOGIN),
        (ASKED[:4] + b"\0" * 32, Kind.UNREADABLE),
        (STRANGER.replace(b"leftopen_nobody", b"leftopen_nobodi"), Kind.LOGIN),
        (STRANGER + b"\4\0\0\3root", Kind.LOGIN),
        (STRANGER + b"\x0c\0\0\0\x03DROP TABLE a", Kind.MUTATING),
        (STRANGER + mysql_session.SHOW_DATABASES * 2, Kind.MUTATING),
        (ASKED[:20], Kind.UNREADABLE),
        (ASKED[:-4] + b"root", Kind.UNREADABLE),
        (b"\x09\0\0\0\x03SELECT 1", Kind.MUTATING),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}
