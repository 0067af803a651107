"""memcached's codec on real shapes and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import memcached

STATS = b"STAT pid 12\r\nSTAT version 1.6.38\r\nSTAT curr_items 25\r\nSTAT bytes 2000\r\nEND\r\n"


@pytest.mark.parametrize(
    ("raw", "version"),
    [
        (b"VERSION 1.6.38\r\n", "1.6.38"),
        (b"VERSION 1.5.0 DF\r\n", "1.5.0"),
        (b"VERSION 1.6.38", ""),
        (b"VERSION x\r\n", ""),
        (b"VERSION \r\n", ""),
        (b"VERSION 1.\x1b[2J\r\n", ""),
        (b"VERSION " + b"1" * 60 + b"\r\n", ""),
        (b"version 1.6.38\r\n", ""),
    ],
)
def test_a_version_is_a_whole_line_with_a_number(raw: bytes, version: str) -> None:
    assert memcached.version(raw) == version


def test_counters_are_read_only_when_whole() -> None:
    assert memcached.stats(STATS) == {"pid": "12", "version": "1.6.38", "curr_items": "25", "bytes": "2000"}
    assert all(memcached.stats(STATS[:cut]) is None for cut in range(len(STATS)))
    assert not any(memcached.whole(STATS[:cut]) for cut in range(len(STATS)))
    assert memcached.stats(b"STAT a\r\nEND\r\n") is None
    assert memcached.stats(b"STAT a 1\r\n" * 500 + b"END\r\n") is None


def test_a_number_is_a_short_decimal() -> None:
    found = {"a": "12", "b": "-1", "c": "9" * 20, "d": "\u0663"}
    assert [memcached.number(found, name) for name in (*found, "e")] == [12, None, None, None, None]


def test_an_answer_is_waited_for_no_longer_than_to_the_cap() -> None:
    assert memcached.whole(b"STAT a 1\r\n" * 2000)
    assert memcached.whole(b"x" * 300)
    assert memcached.whole(b"ERROR\r\n")


@given(st.binary(max_size=200), st.sampled_from([b"", b"VERSION ", b"STAT ", STATS]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    for made in (start + raw, raw + start):
        memcached.version(made)
        memcached.stats(made)
        memcached.whole(made)
        memcached.refuses(made)
        memcached.begins(made)
