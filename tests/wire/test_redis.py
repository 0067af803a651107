"""The Redis codec on real shapes and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import redis


def test_a_command_is_an_array_of_bulk_strings() -> None:
    assert redis.command("INFO", "server") == b"*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n"


def test_a_bulk_reply_is_read_only_when_whole() -> None:
    whole = b"$5\r\nhello\r\n"
    answer = redis.parse(whole)
    assert answer is not None
    assert answer.text == "hello"
    assert all(redis.parse(whole[:cut]) is None for cut in range(len(whole)))


def test_what_is_still_needed_counts_down_to_nothing() -> None:
    assert redis.needed(b"$5\r\nhel") == 4
    assert redis.needed(b"$5\r\nhello\r\n") == 0
    assert redis.needed(b"-NOAUTH Authentication requ") == 1


@pytest.mark.hostile("H20")
def test_a_lie_about_the_length_does_not_make_us_wait_for_gigabytes() -> None:
    assert redis.needed(b"$999999999999\r\nx") == 0
    assert redis.needed(b"$65536\r\n") <= redis.LARGEST


def test_an_error_gives_its_code() -> None:
    answer = redis.parse(b"-NOAUTH Authentication required.\r\n")
    assert answer is not None
    assert answer.code == "NOAUTH"


def test_a_nil_is_no_text() -> None:
    answer = redis.parse(b"$-1\r\n")
    assert answer is not None
    assert answer.none


def test_keyspace_counts_keys_per_database_and_ignores_the_rest() -> None:
    lines = redis.info(
        "# Keyspace\r\ndb0:keys=12,expires=0,avg_ttl=0\r\ndb3:keys=1\r\ndbx:keys=9\r\ndb4:foo=1\r\n"
    )
    assert redis.keyspace(lines) == {"db0": 12, "db3": 1}


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda raw: b"$%d\r\n%s\r\n" % (len(raw), raw)))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    answer = redis.parse(raw)
    assert redis.needed(raw) >= 0
    if answer is not None:
        redis.keyspace(redis.info(answer.text))
