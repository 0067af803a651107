"""DNS messages on real shapes and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import dns
from leftopen.wire.dns import Message, Record

ZONE = "made-up.example"


def wire_name(name: str) -> bytes:
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"


def record(name: str, kind: int, data: bytes = b"x" * 22) -> bytes:
    head = kind.to_bytes(2, "big") + b"\0\1" + bytes(4) + len(data).to_bytes(2, "big")
    return wire_name(name) + head + data


def message(
    *answers: bytes, number: int = 1, code: int = 0, flags: int = 0x84, authority: tuple[bytes, ...] = ()
) -> bytes:
    """Without the question, as in the later messages of a transfer."""
    counts = bytes(2) + len(answers).to_bytes(2, "big") + len(authority).to_bytes(2, "big") + bytes(2)
    body = number.to_bytes(2, "big") + bytes([flags, code]) + counts + b"".join((*answers, *authority))
    return len(body).to_bytes(2, "big") + body


SOA = record(ZONE, dns.SOA)
# `version.bind` as BIND 9.20 says it, with the question and a pointer to its name.
TOLD = bytes.fromhex("002a00028400000100010000000007766572 73696f6e0462696e640000100003".replace(" ", ""))
TOLD += bytes.fromhex("c00c0010000300000000") + b"\0\x07\x069.20.3"
TOLD = (len(TOLD) - 2).to_bytes(2, "big") + TOLD[2:]


def test_a_question_is_the_protocols_own_bytes() -> None:
    assert dns.query("", dns.NS, 1) == b"\0\x11\0\1\0\0\0\1\0\0\0\0\0\0\0\0\2\0\1"
    asked = dns.query("a.b", dns.AXFR, 7, group=dns.CH)
    assert asked == b"\0\x15\0\7\0\0\0\1\0\0\0\0\0\0\1a\1b\0\0\xfc\0\3"


def test_a_text_is_read_behind_a_pointer() -> None:
    (answer,) = dns.messages(TOLD)
    assert (answer.number, answer.authoritative, answer.recursive) == (2, True, False)
    assert answer.answers[0].name == "version.bind"
    assert dns.text(answer) == "9.20.3"


def test_messages_are_read_while_they_are_complete() -> None:
    both = message(SOA) + TOLD
    assert [answer.number for answer in dns.messages(both)] == [1, 2]
    assert [answer.number for answer in dns.messages(both[:-1])] == [1]
    assert dns.messages(message(SOA) + b"\0\x03abc" + TOLD) == dns.messages(message(SOA))


def test_it_is_waited_for_as_many_messages_and_no_longer() -> None:
    both = message(SOA) + TOLD
    assert dns.needed(both, 2) == 0
    assert all(0 < dns.needed(both[:cut], 2) <= len(both) - cut for cut in range(len(both)))


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        (message(SOA), ZONE),
        (message(authority=(SOA,)), ZONE),
        (message(authority=(SOA,), code=3), ZONE),
        (message(SOA, flags=0x80), ""),
        (message(SOA, code=5), ""),
        (message(record(ZONE, dns.NS)), ""),
        (message(record("a b", dns.SOA)), ""),
    ],
)
def test_a_zone_is_one_that_answers_with_authority(told: bytes, zone: str) -> None:
    assert dns.apex(dns.messages(told)[0]) == zone


@pytest.mark.parametrize(
    "raw",
    [
        message(SOA, flags=4),
        message(SOA, flags=0xAC),
        b"\0\x0c" + b"\0\1\x84\0\0\2" + bytes(6),
        b"\0\x0c" + b"\0\1\x84\0\0\0\xff\xff" + bytes(4),
        b"\0\x0e" + b"\0\1\x84\0\0\0\0\1" + bytes(4) + b"\xc0\x0c",
        b"\0\x0e" + b"\0\1\x84\0\0\0\0\1" + bytes(4) + b"\xc0\xff",
        b"\0\x0d" + b"\0\1\x84\0\0\0\0\1" + bytes(4) + b"\x40",
        b"\0\4abcd",
    ],
)
def test_what_is_no_response_is_none(raw: bytes) -> None:
    assert dns.messages(raw) == []


def test_the_names_above_a_name_are_zones_that_could_be() -> None:
    assert dns.parents(["WWW.made-up.example.", "*.b", ""]) == ["www.made-up.example", "made-up.example"]
    assert dns.parents(["localhost"]) == ["localhost"]


@pytest.mark.parametrize("name", ["", ".", "a..b", "-a.b", "a b", "é.b", "a" * 64, ".".join(["a" * 60] * 5)])
def test_what_can_not_be_asked_for_is_no_name(name: str) -> None:
    assert not dns.is_name(name)


def test_an_empty_or_broken_text_is_none() -> None:
    for data in (b"", b"\5ab", b"\2\x1b[", b"\1\xe9"):
        answer = Message(
            number=1,
            code=0,
            authoritative=True,
            recursive=False,
            answers=(Record(name="version.bind", kind=dns.TXT, data=data),),
        )
        assert dns.text(answer) == ""


@given(st.binary(max_size=300), st.sampled_from([b"", TOLD[:30], message(SOA), b"\0\x40\0\1\x84\0"]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    for made in (start + raw, raw + start, len(raw).to_bytes(2, "big") + raw):
        for answer in dns.messages(made):
            dns.text(answer)
            dns.apex(answer)
        dns.needed(made, 3)
