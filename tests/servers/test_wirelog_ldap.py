"""The judge of LDAP's bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ldap
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

BIND = bytes.fromhex("300c020101600702010304008000")
UNBIND = bytes.fromhex("30050201034200")
NAMES = bytes.fromhex(
    "302e0201046329040464633d610a01020a0100020119020105010100870b6f626a656374436c61737330050403312e31"
)
HELLO_TLS = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (ldap.root(1), ("ROOT",)),
        (BIND + ldap.root(2) + NAMES + UNBIND, ("BIND", "ROOT", "SEARCH", "UNBIND")),
        (ldap.search(3, "dc=a", 2, ("1.1",), most=26, page=25), ("SEARCH",)),
        (ldap.root(1) + ldap.start_tls(2) + HELLO_TLS, ("ROOT", "STARTTLS")),
    ],
)
def test_a_question_is_no_offence(said: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("ldap", asked, ())


def operation(kind: int, body: bytes) -> bytes:
    inner = b"\x02\x01\x01" + bytes((kind, len(body))) + body
    return bytes((0x30, len(inner))) + inner


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (operation(0x60, b"\x02\x01\x03\x04\x04cn=a\x80\x00"), Kind.LOGIN),
        (operation(0x60, b"\x02\x01\x03\x04\x00\x80\x01x"), Kind.LOGIN),
        (operation(0x60, b"\x02\x01\x03\x04\x00\xa3\x0a\x04\x08EXTERNAL"), Kind.LOGIN),
        (operation(0x66, b"\x04\x00"), Kind.MUTATING),
        (operation(0x68, b"\x04\x00"), Kind.MUTATING),
        (operation(0x4A, b"dc=a"), Kind.MUTATING),
        (operation(0x6C, b"\x04\x00"), Kind.MUTATING),
        (operation(0x77, b"\x80\x171.3.6.1.4.1.4203.1.11.1"), Kind.MUTATING),
        (ldap.search(3, "dc=a", 2, ("userPassword",), most=25), Kind.MUTATING),
        (ldap.search(3, "dc=a", 2, (), most=25), Kind.MUTATING),
        (ldap.search(3, "dc=a", 2, ("1.1",), most=0), Kind.MUTATING),
        (ldap.search(3, "dc=a", 2, ("1.1",), most=100), Kind.MUTATING),
        (ldap.search(3, "", 2, ("namingContexts",), most=1), Kind.MUTATING),
        (ldap.root(1) + ldap.start_tls(2) + operation(0x66, b"\x04\x00"), Kind.MUTATING),
        (BIND + b"\xff\xff\xff", Kind.UNREADABLE),
        (BIND + NAMES[:-3], Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


@given(st.binary(max_size=100), st.sampled_from([BIND, NAMES, BIND + ldap.start_tls(2)]))
def test_any_bytes_are_judged(more: bytes, start: bytes) -> None:
    assert judge(start + more).protocol == "ldap"
