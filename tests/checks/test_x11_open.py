"""`x11_open`: a table of answers and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.x11_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, Verdict, too_deep
from leftopen.wire import x11
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_x11 import display, failed

SEEN = observed(module="x11", product="X11")


def look(answer: bytes) -> Verdict:
    channel = Scripted([(x11.SETUP, answer)], budget=check.requests, piece=8)
    return check.judge(finish(check.run(SEEN, channel)).replies)


def test_a_granted_connection_is_data_that_can_be_read() -> None:
    verdict = look(display((640, 480)))
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "1 screen (640 x 480), The X.Org Foundation 12101016"


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (failed(b"Authorization required, but no authorization protocol specified\n"),
         State.CLOSED, Reason.PASSWORD_ASKED),
        (failed(b"Client is not authorized to connect to Server"), State.CLOSED, Reason.FORBIDDEN),
        (failed(b"No protocol specified\n"), State.CLOSED, Reason.FORBIDDEN),
        (failed(b"Maximum number of clients reached"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (failed(b"Protocol version mismatch"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (b"\x02" + b"\0" * 5 + b"\x01\0more", State.CLOSED, Reason.PASSWORD_ASKED),
        (b"", State.UNKNOWN, Reason.CUT),
        (display((640, 480))[:60], State.UNKNOWN, Reason.CUT),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", State.UNKNOWN, Reason.OTHER_PROTOCOL),
        (display(), State.UNKNOWN, Reason.OTHER_PROTOCOL),
        (display((0, 0)), State.OPEN, Reason.METADATA_READABLE),
    ],
)  # fmt: skip
def test_each_answer_has_its_verdict(answer: bytes, state: State, reason: Reason) -> None:
    verdict = look(answer)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_a_connection_is_asked_for_only_where_the_anonymous_exchange_is_allowed() -> None:
    assert check.anonymous
    channel = Scripted([], level=ReadLevel.BANNER)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_x11_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="x11", port=4711))
    assert not check.applies(observed(module="http", port=6000))


@given(st.binary(max_size=150))
def test_no_bytes_raise_or_look_open(raw: bytes) -> None:
    assert check.judge((raw,)).state is not State.OPEN
    check.judge((display((640, 480))[:44] + raw,))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
