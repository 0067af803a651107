"""The judge of FTP: what is harmless passes, everything else is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.offence import Kind
from tests.servers.wirelog import judge

LOG_IN = b"USER anonymous\r\nPASS leftopen@leftopen.invalid\r\nPWD\r\n"
LISTS = b"EPSV\r\nMLSD /\r\nPASV\r\nLIST /some folder/\r\n"
HELLO_TLS = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (b"FEAT\r\nSYST\r\nQUIT\r\n", ("FEAT", "SYST", "QUIT")),
        (LOG_IN + LISTS, ("USER", "PASS", "PWD", "EPSV", "MLSD", "PASV", "LIST")),
        (LOG_IN + b"TYPE I\r\nEPSV\r\nRETR /a.txt\r\n", ("USER", "PASS", "PWD", "TYPE", "EPSV", "RETR")),
        (b"FEAT\r\nSYST\r\nAUTH TLS\r\n" + HELLO_TLS, ("FEAT", "SYST", "AUTH")),
        (b"USER anonymous\r\nAUTH TLS\r\n" + HELLO_TLS, ("USER", "AUTH")),
    ],
)
def test_looking_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("ftp", asked, ())


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        (b"STOR /x\r\n", Kind.MUTATING),
        (b"DELE /a.txt\r\n", Kind.MUTATING),
        (b"MKD /x\r\n", Kind.MUTATING),
        (b"RNFR /a\r\n", Kind.MUTATING),
        (b"SITE CHMOD 777 /a\r\n", Kind.MUTATING),
        (b"PORT 127,0,0,1,7,7\r\n", Kind.MUTATING),
        (b"LIST -R\r\n", Kind.MUTATING),
        (b"list /\r\n", Kind.MUTATING),
        (b"USER admin\r\n", Kind.LOGIN),
        (b"PASS guess\r\n", Kind.LOGIN),
        (b"PASS leftopen@leftopen.invalid \r\n", Kind.LOGIN),
        (b"ACCT x\r\n", Kind.LOGIN),
        (b"LIST /", Kind.UNREADABLE),
        (b"AUTH TLS\r\nDELE /a\r\n", Kind.MUTATING),
    ],
)
def test_a_planted_wrong_is_caught(more: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(LOG_IN + more).offences}


def test_a_log_in_as_somebody_is_an_offence_also_as_the_first_line() -> None:
    for answer in (b"USER root\r\nPASS x\r\n", b"USER ftp\r\n", b"user anonymous\r\n"):
        assert Kind.LOGIN in {offence.kind for offence in judge(answer).offences}


@given(st.binary(max_size=200))
def test_any_bytes_are_judged(more: bytes) -> None:
    judgement = judge(LOG_IN + more)
    assert judgement.protocol == "ftp"
