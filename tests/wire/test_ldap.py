"""LDAP's questions and answers, on real shapes and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ber, ldap

ROOT = ldap._message(
    2,
    ber.encode(
        ldap.ENTRY,
        ber.octets(b""),
        ber.encode(
            ber.SEQUENCE,
            ber.encode(
                ber.SEQUENCE,
                ber.octets(b"namingContexts"),
                ber.encode(ber.SET, ber.octets(b"dc=example"), ber.octets(b"dc=made-up")),
            ),
        ),
    ),
)
REFERENCE = ldap._message(2, ber.encode(ldap.REFERENCE, ber.octets(b"ldap://other.example/")))


def ended(
    number: int, result: int = 0, answer: str = "", kind: int = ldap.DONE, controls: bytes = b""
) -> bytes:
    body = ber.number(result, ber.ENUMERATED) + ber.octets(b"") + ber.octets(answer.encode())
    return ldap._message(number, ber.encode(kind, body), controls)


def paged(estimate: int, cookie: bytes) -> bytes:
    value = ber.encode(ber.SEQUENCE, ber.number(estimate), ber.octets(cookie))
    control = ber.encode(ber.SEQUENCE, ber.octets(ldap.PAGED.encode()), ber.octets(value))
    return ber.encode(0xA0, control)


def test_the_questions_are_the_protocols_own_bytes() -> None:
    assert ldap.anonymous_bind(1) == bytes.fromhex("300c020101600702010304008000")
    assert ldap.unbind(3) == bytes.fromhex("30050201034200")
    assert ldap.start_tls(2) == b"\x30\x1d\x02\x01\x02\x77\x18\x80\x16" + ldap.START_TLS.encode()
    names = ldap.search(4, "dc=a", ldap.SUBTREE, ("1.1",), most=25)
    assert names == bytes.fromhex(
        "302e0201046329040464633d610a01020a0100020119020105010100870b6f626a656374436c61737330050403312e31"
    )
    assert ber.read(ldap.search(4, "dc=a", ldap.SUBTREE, ("1.1",), most=26, page=25)) is not None


def test_an_entry_gives_its_name_and_values() -> None:
    (entry,) = ldap.messages(ROOT)
    assert (entry.kind, entry.number, entry.name) == (ldap.ENTRY, 2, "")
    assert entry.values == (("namingcontexts", ("dc=example", "dc=made-up")),)


def test_an_end_gives_its_result_and_words() -> None:
    answer = ldap.messages(
        ROOT + REFERENCE + ended(2, 4, "too many") + ended(0, 52, "bye", ldap.EXTENDED_DONE)
    )
    assert [each.result for each in answer] == [-1, -1, 4, 52]
    assert answer[2].said == "too many"


def test_the_first_page_says_how_many_there_are_and_that_more_would_come() -> None:
    (answer,) = ldap.messages(ended(3, controls=paged(4711, b"next")))
    assert (answer.estimate, answer.more) == (4711, True)
    (answer,) = ldap.messages(ended(3, controls=paged(-5, b"")))
    assert (answer.estimate, answer.more) == (0, False)


def test_only_an_answer_begins_ldap() -> None:
    assert ldap.begins(ROOT)
    assert ldap.begins(ROOT[:40])
    assert ldap.begins(ended(1, 53, "no"))
    assert ldap.begins(b"\x30\x84\0\0\0\x10\x02\1\1\x65\x84\0\0\0\7")
    assert not any(
        ldap.begins(raw) for raw in (b"", b"\x30\x80", ldap.anonymous_bind(1), b"HTTP/1.1 200 OK\r\n")
    )
    assert not ldap.begins(b"\x30\x0c\x04\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00")


def test_what_is_needed_ends_with_the_operation() -> None:
    whole = ROOT + ended(2)
    assert ldap.needed(b"", 2) == 2
    assert ldap.needed(ROOT, 2) == 2
    assert ldap.needed(whole, 2) == 0
    assert ldap.needed(whole, 3) == 2
    assert ldap.needed(ended(0, 52, "bye", ldap.EXTENDED_DONE), 3) == 0
    assert ldap.needed(b"HTTP/1.1 400 Bad Request\r\n\r\n", 1) == 0
    assert all(ldap.needed(whole[:cut], 2) > 0 for cut in range(len(whole)))


@pytest.mark.hostile("H21")
@given(st.binary(max_size=300), st.sampled_from([b"", ROOT, ended(1), ROOT[:20], b"\x30\x80", b"\x30\x84"]))
def test_no_bytes_make_it_raise(raw: bytes, before: bytes) -> None:
    for made in (raw, before + raw, ldap._message(1, raw), ldap._message(2, ber.encode(ldap.ENTRY, raw))):
        ldap.messages(made)
        ldap.begins(made)
        assert ldap.needed(made, 1) >= 0


@given(st.binary(max_size=60))
def test_any_words_of_a_control_are_read(raw: bytes) -> None:
    control = ber.encode(ber.SEQUENCE, ber.octets(ldap.PAGED.encode()), ber.octets(raw))
    assert len(ldap.messages(ended(3, controls=ber.encode(0xA0, control)))) == 1
    ldap.messages(ended(3, controls=ber.encode(0xA0, raw)))
