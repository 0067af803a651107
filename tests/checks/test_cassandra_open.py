"""`cassandra_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.cassandra_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import cql
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.servers.programs.sim_cassandra import frame, rows
from tests.wire.test_cql import ASKS, DENIED, NAMES, OTHER_VERSION, READY, SUPPORTED

SEEN = observed(module="cassandra", product="Cassandra")
OWN_ONLY = frame(8, rows(("system", "system_schema")))
NO_SYSTEM = frame(8, rows(("a", "b")))


def test_keyspaces_are_open_data_with_their_number() -> None:
    script = [(cql.BEGIN, READY), (cql.KEYSPACES, NAMES)]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.LISTING, piece=7)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, "1 keyspace")
    size = check.measure(reading.replies)
    assert (size.records, size.at_least) == (1, True)
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answers", "state", "seen", "reason"),
    [
        ((READY, OWN_ONLY), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ((ASKS,), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ((READY, DENIED), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ((READY, NO_SYSTEM), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((READY, OTHER_VERSION), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((READY, READY), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((READY, b""), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((READY, NAMES[:-1]), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((OTHER_VERSION,), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((SUPPORTED,), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((b"",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((ASKS[:-1],), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"HTTP/1.1 400 Bad Request\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(
    answers: tuple[bytes, ...], state: State, seen: ExposureKind, reason: Reason
) -> None:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_no_name_is_selected_at_the_metadata_level() -> None:
    channel = Scripted([(None, READY), (None, NAMES)], level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_cassandra_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="cassandra", port=4711))
    assert not check.applies(observed(module="http", port=9042))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([NAMES, ASKS]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    assert check.judge((READY, *(one for one in replies if one != NAMES))).state is not State.OPEN
    check.measure(tuple(replies))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
