"""`kafka_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.kafka_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import kafka
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_kafka import TOPICS, VERSIONS, topic, topics, versions, ways

SEEN = observed(module="kafka", product="Kafka")


def test_topics_are_open_data_with_their_number() -> None:
    script = [(kafka.VERSIONS, VERSIONS), (kafka.TOPICS, TOPICS)]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.LISTING, piece=17)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "1 topic, 1 broker"
    assert (check.measure(reading.replies).records, check.measure(reading.replies).at_least) == (1, False)
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answers", "state", "seen", "reason"),
    [
        ((VERSIONS, topics()), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ((VERSIONS, topics(topic(b"__a"))), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ((VERSIONS, b"", ways(b"PLAIN")), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ((VERSIONS, b"", ways(b"GSSAPI", error=33)), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ((VERSIONS, b"", ways(b"PLAIN", error=34)), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((VERSIONS, b"", b""), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((VERSIONS, TOPICS[:50]), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((VERSIONS, VERSIONS), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((VERSIONS, topics(brokers=0)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((versions(0, 1),), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
        ((b"",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((VERSIONS[:9],), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"HTTP/1.1 400 Bad Request\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(
    answers: tuple[bytes, ...], state: State, seen: ExposureKind, reason: Reason
) -> None:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_a_list_that_was_cut_is_a_lower_bound() -> None:
    size = check.measure((VERSIONS, TOPICS[:120]))
    assert (size.records, size.at_least) == (1, True)


def test_no_topic_is_listed_at_the_metadata_level() -> None:
    channel = Scripted([(None, VERSIONS), (None, TOPICS)], level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_kafka_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="kafka", port=4711))
    assert not check.applies(observed(module="http", port=9092))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([TOPICS, ways(b"A")]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    assert check.judge((VERSIONS, *(one for one in replies if one != TOPICS))).state is not State.OPEN
    check.measure(tuple(replies))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
