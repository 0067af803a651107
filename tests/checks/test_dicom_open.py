"""`dicom_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.dicom_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import dicom
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_dicom import ABORT, accept, echo, reject

SEEN = observed(module="dicom", product="DICOM")


def test_an_accepted_stranger_is_open_metadata_and_lets_go() -> None:
    script = [(dicom.ASSOCIATE, accept()), (dicom.ECHO, echo()), (dicom.LET_GO, b"")]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.METADATA, piece=11)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.METADATA)
    assert channel.requests == 3
    assert len(reading.sample) == 0


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ((reject(reason=3),), State.CLOSED, Reason.FORBIDDEN),
        ((reject(reason=1),), State.CLOSED, Reason.FORBIDDEN),
        ((reject(reason=7),), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((reject(result=2, reason=1),), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((reject(source=3, reason=1),), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((accept(), b"", b""), State.UNKNOWN, Reason.CUT),
        ((accept(), ABORT, b""), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((accept(), echo(status=0x0122), b""), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((accept(result=3), b""), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((b"",), State.UNKNOWN, Reason.CUT),
        ((accept()[:-4],), State.UNKNOWN, Reason.CUT),
        ((ABORT,), State.UNKNOWN, Reason.OTHER_PROTOCOL),
        ((b"HTTP/1.1 400 Bad Request\r\n",), State.UNKNOWN, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(answers: tuple[bytes, ...], state: State, reason: Reason) -> None:
    channel = Scripted([(None, answer) for answer in answers], budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.reason) == (state, reason)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (reject(reason=7), State.CLOSED),
        (reject(result=2, reason=7), State.UNKNOWN),
        (reject(source=3, reason=7), State.UNKNOWN),
    ],
)
def test_a_title_that_was_accepted_before_can_be_closed(answer: bytes, state: State) -> None:
    before = replace(SEEN, blocks={"dicom": {"association": "accepted"}})
    assert check.judge(finish(check.run(before, Scripted([(None, answer)]))).replies).state is state


def test_nothing_is_asked_at_the_banner_level() -> None:
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, Scripted([(None, accept())], level=ReadLevel.BANNER)))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_dicom_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="dicom", port=4711))
    assert not check.applies(observed(module="http", port=104))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([echo(), ABORT]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    answer = [accept(), *(one for one in replies if one != echo()), b"", b""]
    reading = finish(check.run(SEEN, Scripted([(None, one) for one in answer])))
    assert check.judge(reading.replies).state is not State.OPEN


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
