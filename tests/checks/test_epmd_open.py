"""`epmd_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.epmd_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import epmd
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_epmd import PORT, TWO

LINE = b"name made-up at port 40001\n"
SEEN = observed(module="epmd", product="epmd")


def test_nodes_are_open_metadata_with_their_number() -> None:
    channel = Scripted([(epmd.NAMES, TWO)], budget=check.requests, level=ReadLevel.METADATA, piece=7)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.METADATA, "2 nodes")
    assert check.measure(reading.replies).records == 2
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answer", "state", "seen", "reason"),
    [
        (PORT, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (TWO[:-3], State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (PORT + LINE * 400, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        (TWO[:12], State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (PORT[:2], State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (b"", State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (PORT + b"<html>\n", State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
        (b"HTTP/1.1 400 Bad Request\r\n", State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_answer_has_its_verdict(answer: bytes, state: State, seen: ExposureKind, reason: Reason) -> None:
    channel = Scripted([(None, answer)], budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_nothing_is_asked_at_the_banner_level() -> None:
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, Scripted([(None, PORT)], level=ReadLevel.BANNER)))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_epmd_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="epmd", port=4711))
    assert not check.applies(observed(module="http", port=4369))


@given(st.lists(st.binary(max_size=120), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    verdict = check.judge(tuple(replies))
    check.measure(tuple(replies))
    answer = epmd.nodes(replies[0]) if len(replies) == 1 else None
    assert verdict.state is not State.OPEN or (answer is not None and answer.port >= 1024)


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
