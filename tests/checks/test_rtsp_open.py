"""`rtsp_open`: a table of answers and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.rtsp_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import rtsp
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.servers.programs.sim_camera import DESCRIPTION, LOGIN, response
from tests.wire.test_rtsp import DESCRIBED, LISTED, SDP

SEEN = observed(module="rtsp", product="RTSP", port=554)
NO_STREAMS = response(b"200 OK", SDP, b"2", DESCRIPTION.partition(b"m=")[0])


@pytest.mark.parametrize(
    ("answer", "state", "seen", "reason"),
    [
        (DESCRIBED, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        (response(b"401 Unauthorized", LOGIN, b"2"), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (response(b"403 Forbidden", b"", b"2"), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (response(b"401 Unauthorized", b"", b"2"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (response(b"404 Not Found", b"", b"2"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (NO_STREAMS, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (LISTED, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (DESCRIBED[:110], State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (DESCRIBED[:20], State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (b"", State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_answer_has_its_verdict(answer: bytes, state: State, seen: ExposureKind, reason: Reason) -> None:
    script = [(rtsp.describe("127.0.0.1", 554), answer)]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.METADATA, piece=33)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)
    assert check.measure(reading.replies).records == (2 if state is State.OPEN else None)
    assert len(reading.sample) == 0


def test_nothing_is_asked_at_the_banner_level() -> None:
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, Scripted([(None, DESCRIBED)], level=ReadLevel.BANNER)))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_rtsp_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="rtsp", port=4711))
    assert not check.applies(observed(module="http", port=554))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([LISTED, NO_STREAMS]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
