"""`beanstalkd_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from tests.beanstalkd_answers import ASKED, STATS, UNKNOWN, VERSION, stats, told
from tests.observed import observed
from tests.scripted import Scripted, finish

check = catalogue.checks()["beanstalkd_open"]
SEEN = observed(module="beanstalkd", product="beanstalkd")


def test_jobs_are_open_data_with_their_number() -> None:
    script = [(VERSION, UNKNOWN), (ASKED, STATS)]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.METADATA, piece=7)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, "30 jobs")
    assert check.measure(reading.replies).records == 30
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answers", "state", "seen", "reason"),
    [
        ((UNKNOWN, stats(0, 0, 0, 0)), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ((UNKNOWN, stats(0, 0)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((UNKNOWN, UNKNOWN), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((UNKNOWN, stats(1, 2)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((UNKNOWN, told(b"current-tubes: 3\n")), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((UNKNOWN, told(b"---\nid\n")), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((UNKNOWN, told(b"---\nid: 1\n")), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((UNKNOWN, b"OK x\r\n---\n\r\n"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((UNKNOWN, b"OK 4\r\n---\nxx"), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((UNKNOWN, told(b"---\n- a\n")), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((UNKNOWN, STATS[:-3]), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((UNKNOWN, b""), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((UNKNOWN[:7],), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"VERSION 1.6.38\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
        ((STATS,), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(
    answers: tuple[bytes, ...], state: State, seen: ExposureKind, reason: Reason
) -> None:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_counters_that_are_cut_anywhere_are_not_open() -> None:
    assert check.judge((UNKNOWN, STATS)).state is State.OPEN
    assert {check.judge((UNKNOWN, STATS[:cut])).reason for cut in range(len(STATS))} == {Reason.CUT}


def test_nothing_is_asked_at_the_banner_level() -> None:
    channel = Scripted([(None, UNKNOWN)], level=ReadLevel.BANNER)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_beanstalkd_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="beanstalkd", port=4711))
    assert not check.applies(observed(module="memcached", port=11300))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([STATS, UNKNOWN + STATS]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
