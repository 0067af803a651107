"""A zone's transfer, whole, cut, refused, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import dns
from leftopen.wire.dns_transfer import LONGEST, Transfer, is_complete, transfer
from tests.wire.test_dns import SOA, ZONE, message, record

A = 1
OWN = record(ZONE, dns.NS)
HOSTS = [record(f"host{number}.{ZONE}", A, b"\xc0\0\2\1") for number in range(5)]
WHOLE = message(SOA, OWN, *HOSTS[:2]) + message(*HOSTS[2:], SOA)
BARE = message(SOA, OWN, SOA)
REFUSED = message(code=dns.REFUSED)


def test_records_are_counted_over_all_messages() -> None:
    assert transfer(WHOLE, ZONE) == Transfer(records=6, hosts=5, whole=True)
    assert transfer(BARE, ZONE) == Transfer(records=1, hosts=0, whole=True)
    assert transfer(REFUSED, ZONE) == Transfer(code=5)


def test_what_was_cut_keeps_its_whole_messages() -> None:
    assert transfer(WHOLE[:-1], ZONE) == Transfer(records=3, hosts=2)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        message(),
        message(OWN, SOA),
        message(record("other.example", dns.SOA), OWN),
        message(SOA, record("other.example", A), SOA),
        message(SOA, record(f"not{ZONE}", A), SOA),
    ],
)
def test_another_answer_is_none(raw: bytes) -> None:
    assert transfer(raw, ZONE) is None


def test_it_is_read_to_its_end_and_no_longer() -> None:
    for raw in (WHOLE, BARE, REFUSED):
        assert is_complete(raw, ZONE)
        assert not any(is_complete(raw[:cut], ZONE) for cut in range(len(raw)))
    assert is_complete(message(OWN), ZONE)
    assert is_complete(b"\xff\xff" + bytes(LONGEST), ZONE)


@given(st.binary(max_size=300), st.sampled_from([b"", WHOLE, message(SOA)]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    for made in (start + raw, raw + start):
        transfer(made, ZONE)
        is_complete(made, ZONE)
