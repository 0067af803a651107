"""`influxdb_open`: a table of conversations and verdicts, and any bytes. 2.x is known by script alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.influxdb_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire.products import influxdb
from leftopen.wire.products.influxdb import BUCKETS, DATABASES, SETUP
from tests.observed import observed
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_influxdb import OWNERLESS, REFUSED, TWO, counted, databases

ONE = replace(observed(module="influxdb", product="InfluxDB", port=8086), version="1.6.7")
SECOND = replace(ONE, version="2.7.10")
A, B = influxdb.cardinality_path("a"), influxdb.cardinality_path("b c")
UNAUTHORIZED = page(401, b'{"code":"unauthorized","message":"unauthorized access"}', **TWO)
NAMED = page(200, b'{"links":{"self":"/api/v2/buckets"},"buckets":[{"name":"made up"}]}', **TWO)


def setup(allowed: str) -> Reply:
    return page(200, b'{"allowed":%s}\n' % allowed.encode(), **TWO)


def look(pages: dict[str, Reply], *, second: bool = False) -> Replies:
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SECOND if second else ONE, channel))
    assert len(reading.sample) == 0
    return reading.replies


def test_series_in_databases_are_data_with_their_number() -> None:
    replies = look({DATABASES: databases("_internal", "a", "b c"), A: counted(40), B: counted(2)})
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "about 42 series in 2 of 2 databases"
    size = check.measure(replies)
    assert (size.records, size.at_least) == (42, False)


def test_of_many_databases_five_are_asked_and_the_size_is_a_lower_bound() -> None:
    names = [f"d{number}" for number in range(8)]
    counts = {influxdb.cardinality_path(name): counted(1) for name in names}
    replies = look({DATABASES: databases(*names), **counts})
    assert len(replies) == check.requests
    size = check.measure(replies)
    assert (size.records, size.at_least) == (5, True)


def test_a_name_that_would_break_the_question_is_not_asked() -> None:
    channel = Scripted(pages={DATABASES: databases('a" ; DROP DATABASE "a')})
    verdict = check.judge(finish(check.run(ONE, channel)).replies)
    assert channel.heard == [DATABASES]
    assert verdict.seen is ExposureKind.METADATA


@pytest.mark.parametrize(
    ("pages", "state", "seen", "reason"),
    [
        ({DATABASES: databases()}, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ({DATABASES: databases("_internal")}, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ({DATABASES: databases("a"), A: counted(0)}, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (
            {DATABASES: databases("a"), A: REFUSED},
            State.OPEN,
            ExposureKind.METADATA,
            Reason.METADATA_READABLE,
        ),
        ({DATABASES: REFUSED}, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ({DATABASES: OWNERLESS}, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ({DATABASES: page(200, b"<html>")}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (
            {DATABASES: page(200, b'{"results":[{"statement_id":0}]}')},
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        ({DATABASES: page(503)}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)
def test_each_conversation_has_its_verdict(
    pages: dict[str, Reply], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(pages))
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


@pytest.mark.parametrize(
    ("pages", "state", "seen", "reason"),
    [
        (
            {SETUP: setup("true"), BUCKETS: UNAUTHORIZED},
            State.OPEN,
            ExposureKind.EMPTY,
            Reason.EMPTY_READABLE,
        ),
        (
            {SETUP: setup("false"), BUCKETS: NAMED},
            State.OPEN,
            ExposureKind.METADATA,
            Reason.METADATA_READABLE,
        ),
        (
            {SETUP: setup("false"), BUCKETS: UNAUTHORIZED},
            State.CLOSED,
            ExposureKind.NONE,
            Reason.PASSWORD_ASKED,
        ),
        ({SETUP: setup("false")}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({SETUP: page(200, b'{"allowed":true}')}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)
def test_a_second_generation_is_asked_whether_it_has_an_owner(
    pages: dict[str, Reply], state: State, seen: ExposureKind, reason: Reason
) -> None:
    replies = look(pages, second=True)
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)
    assert check.measure(replies).records is None


def test_a_refusal_says_why() -> None:
    assert check.judge((OWNERLESS,)).said.startswith("HTTP 403 error authorizing query: create admin user")


def test_no_name_is_asked_for_at_the_level_of_metadata() -> None:
    channel = Scripted(pages={DATABASES: databases("a")}, level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(ONE, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_influxdb_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="influxdb", port=4711))
    assert not check.applies(observed(module="http", port=8086))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=4), st.sampled_from([200, 301, 401, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    check.measure(replies)
    for first in (databases("a", "b"), setup("false")):
        check.judge((first, *replies))
        check.measure((first, *replies))
    assert check.judge(tuple(bodies)).state is State.UNKNOWN
