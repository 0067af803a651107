"""`memcached_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, Verdict, too_deep
from tests.observed import observed
from tests.scripted import Scripted, finish

check = catalogue.checks()["memcached_open"]
SEEN = observed(module="memcached", product="memcached")
VERSION = b"VERSION 1.6.38\r\n"
REFUSED = b"CLIENT_ERROR unauthenticated\r\n"


def stats(items: int, size: int = 900) -> bytes:
    return b"STAT version 1.6.38\r\nSTAT bytes %d\r\nSTAT curr_items %d\r\nEND\r\n" % (size, items)


def look(*answers: bytes) -> Verdict:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    return check.judge(finish(check.run(SEEN, channel)).replies)


def test_items_are_open_data_with_their_size() -> None:
    script = [(b"version\r\n", VERSION), (b"stats\r\n", stats(42, 5000))]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.METADATA, piece=7)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, "42 items")
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (42, 5000, False)
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answers", "state", "seen", "reason"),
    [
        ((VERSION, stats(0)), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        ((REFUSED,), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ((VERSION, REFUSED), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ((b"",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((VERSION, b""), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((VERSION, stats(3)[:-7]), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"VERSI",), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        ((b"ERROR\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((VERSION, b"ERROR\r\n"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (
            (VERSION, b"STAT version 1.6.38\r\nEND\r\n"),
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        ((VERSION, b"STAT a\r\nEND\r\n"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((VERSION, stats(-1)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((VERSION, stats(10**20)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((b"VERSION 1.6.9\r\n", stats(3)), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((VERSION, VERSION), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
        ((b"-ERR unknown command\r\n",), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(
    answers: tuple[bytes, ...], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = look(*answers)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_counters_that_are_cut_anywhere_are_not_open() -> None:
    whole = stats(3)
    assert {check.judge((VERSION, whole[:cut])).reason for cut in range(len(whole))} == {Reason.CUT}
    assert check.judge((VERSION, b"STAT a 1\r\n" * 2000)).state is State.UNKNOWN


def test_nothing_is_asked_at_the_banner_level() -> None:
    channel = Scripted([(None, VERSION)], level=ReadLevel.BANNER)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_memcached_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="memcached", port=4711))
    assert not check.applies(observed(module="http", port=11211))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([stats(3), REFUSED]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
