"""`vnc_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.vnc_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, Verdict, too_deep
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_rfb import INIT

SEEN = observed(module="vnc", product="VNC")
V38, V37, V33 = b"RFB 003.008\n", b"RFB 003.007\n", b"RFB 003.003\n"
OK, FAILED = b"\x00\x00\x00\x00", b"\x00\x00\x00\x01\x00\x00\x00\x02no"


def look(greeting: bytes, *steps: tuple[bytes, bytes]) -> Verdict:
    channel = Scripted(steps, banner=greeting, budget=check.requests, piece=7)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert channel.requests == len(steps)
    return verdict


def test_a_session_without_a_password_is_data_that_can_be_read() -> None:
    verdict = look(V38, (V38, b"\x02\x02\x01"), (b"\x01", OK), (b"\x01", INIT))
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "session granted: screen 640 x 480, name 'harness desk'"


def test_the_older_versions_have_fewer_steps() -> None:
    assert look(V37, (V37, b"\x01\x01"), (b"\x01", b""), (b"\x01", INIT)).state is State.OPEN
    assert look(V33, (V33, b"\x00\x00\x00\x01"), (b"\x01", INIT)).state is State.OPEN


@pytest.mark.parametrize(
    ("greeting", "steps", "state", "reason"),
    [
        (V38, [(V38, b"\x01\x02")], State.CLOSED, Reason.PASSWORD_ASKED),
        (V38, [(V38, b"\x02\x13\x63")], State.CLOSED, Reason.PASSWORD_ASKED),
        (V33, [(V33, b"\x00\x00\x00\x02" + b"c" * 16)], State.CLOSED, Reason.PASSWORD_ASKED),
        (V38, [(V38, b"\x00\x00\x00\x00\x04busy")], State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (V33, [(V33, b"\x00\x00\x00\x00\x00\x00\x00\x04busy")], State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (V38, [(V38, b"")], State.UNKNOWN, Reason.CUT),
        (V38, [(V38, b"\x03\x01")], State.UNKNOWN, Reason.CUT),
        (V38, [(V38, b"\x01\x01"), (b"\x01", FAILED)], State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (V38, [(V38, b"\x01\x01"), (b"\x01", b"")], State.UNKNOWN, Reason.CUT),
        (V38, [(V38, b"\x01\x01"), (b"\x01", OK), (b"\x01", b"")], State.UNKNOWN, Reason.CUT),
        (V38, [(V38, b"\x01\x01"), (b"\x01", OK), (b"\x01", INIT[:30])], State.UNKNOWN, Reason.CUT),
        (b"", [], State.UNKNOWN, Reason.CUT),
        (b"SSH-2.0-OpenSSH\r\n", [], State.UNKNOWN, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(
    greeting: bytes, steps: list[tuple[bytes, bytes]], state: State, reason: Reason
) -> None:
    verdict = look(greeting, *steps)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_a_screen_of_no_size_is_no_data() -> None:
    blank = b"\x00" * 4 + INIT[4:]
    verdict = look(V38, (V38, b"\x01\x01"), (b"\x01", OK), (b"\x01", blank))
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.METADATA)


def test_a_session_is_opened_only_where_the_anonymous_exchange_is_allowed() -> None:
    assert check.anonymous
    channel = Scripted([], banner=V38, level=ReadLevel.BANNER)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_vnc_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="vnc", port=4711))
    assert not check.applies(observed(module="http", port=5900))


@given(st.lists(st.binary(max_size=60) | st.sampled_from([V38, V33, b"\x01\x01", OK]), max_size=5))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
    assert check.judge((b"SSH-2.0-OpenSSH\r\n",)).reason is Reason.OTHER_PROTOCOL
