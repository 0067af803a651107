"""`afp_anonymous`: a table of answers and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.afp_anonymous import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire.afp import GET_STATUS
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_afp import GUESTS, info

SEEN = observed(module="afp", product="Netatalk")
CLOSED = info(b"DHX2", b"Client Krb v2")


@pytest.mark.parametrize(
    ("answer", "state", "seen", "reason"),
    [
        (GUESTS, State.OPEN, ExposureKind.METADATA, Reason.ACCESS_GRANTED),
        (CLOSED, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (info(b"DHX2", b"Open Door"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (GUESTS[:-1], State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (b"", State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (info(), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_answer_has_its_verdict(answer: bytes, state: State, seen: ExposureKind, reason: Reason) -> None:
    channel = Scripted([(GET_STATUS, answer)], budget=check.requests, level=ReadLevel.METADATA, piece=11)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)
    assert len(reading.sample) == 0


def test_nothing_is_asked_at_the_banner_level() -> None:
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, Scripted([(None, GUESTS)], level=ReadLevel.BANNER)))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_afp_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="afp", port=4711))
    assert not check.applies(observed(module="http", port=548))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([CLOSED]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
