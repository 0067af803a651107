"""beanstalkd's codec on what 1.13 said and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import beanstalkd


def told(text: bytes) -> bytes:
    return b"OK %d\r\n%s\r\n" % (len(text), text)


def stats(*jobs: int, version: bytes = b'"1.13"') -> bytes:
    counted = b"".join(
        b"%s: %d\n" % (name.encode(), count) for name, count in zip(beanstalkd.QUEUED, jobs, strict=False)
    )
    return told(b"---\n%scurrent-tubes: 3\nversion: %s\nid: f72c6592009899ee\n" % (counted, version))


STATS = stats(10, 1, 15, 4)


def test_the_jobs_of_every_state_are_counted() -> None:
    found = beanstalkd.stats(STATS)
    assert found is not None
    assert (beanstalkd.count_jobs(found), beanstalkd.version(found)) == (30, "1.13")


def test_a_missing_counter_gives_no_number() -> None:
    found = beanstalkd.stats(stats(1, 2))
    assert found is not None
    assert beanstalkd.count_jobs(found) is None


@pytest.mark.parametrize(
    "raw",
    [
        told(b"---\n- default\n"),
        told(b"current-tubes: 3\n"),
        told(b"---\ncurrent-tubes\n"),
        told(b"---\n" + b"a: 1\n" * 300 + b"current-tubes: 3\n"),
        b"OK x\r\n---\n\r\n",
        b"OK 4\r\n---\nxx",
        b"UNKNOWN_COMMAND\r\n",
        b"END\r\n",
    ],
)
def test_what_is_no_list_of_counters_is_none(raw: bytes) -> None:
    assert beanstalkd.stats(raw) is None


def test_counters_are_read_only_when_whole() -> None:
    assert beanstalkd.whole(STATS)
    assert all(beanstalkd.stats(STATS[:cut]) is None for cut in range(len(STATS)))
    assert not any(beanstalkd.whole(STATS[:cut]) for cut in range(len(STATS)))


def test_an_answer_is_waited_for_no_longer_than_to_the_cap() -> None:
    assert beanstalkd.whole(b"OK 99999\r\n" + b"x" * beanstalkd.LARGEST)
    assert beanstalkd.whole(b"x" * 201)
    assert beanstalkd.whole(beanstalkd.UNKNOWN)


@pytest.mark.parametrize("version", [b"x", b'""', b'"1.\x1b[2J"', b"1" * 50, "\u0663".encode()])
def test_what_is_no_version_is_left_out(version: bytes) -> None:
    found = beanstalkd.stats(stats(0, 0, 0, 0, version=version))
    assert found is not None
    assert beanstalkd.version(found) == ""


@given(st.binary(max_size=200), st.sampled_from([b"", b"OK ", b"OK 20\r\n---\n", STATS]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    for made in (start + raw, raw + start):
        beanstalkd.whole(made)
        found = beanstalkd.stats(made) or {}
        beanstalkd.count_jobs(found)
        beanstalkd.version(found)
