"""`mqtt_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.mqtt_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire import mqtt
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.mqtt_said import told

SEEN = observed(module="mqtt", product="MQTT broker", port=1883)
LET_IN = b"\x20\x02\x00\x00"
NAME = "leftopen-" + "0" * 14
ASKED = mqtt.subscribe(b"$SYS/#", NAME.encode()) + mqtt.PING
SUBACK = b"\x90\x04\x00\x01"
END = b"\xd0\x00"


@pytest.mark.parametrize(
    ("heard", "state", "seen", "reason", "records"),
    [
        (told(retained=40, size=900), State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE, 40),
        (
            told(retained=0, size=900, received="0"),
            State.OPEN,
            ExposureKind.EMPTY,
            Reason.EMPTY_READABLE,
            0,
        ),
        (told(retained=0, size=900), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE, 0),
        (
            told(retained=40, size=900)[:-2],
            State.OPEN,
            ExposureKind.METADATA,
            Reason.METADATA_READABLE,
            None,
        ),
        (SUBACK + b"\x00\x00" + END, State.OPEN, ExposureKind.METADATA, Reason.ACCESS_GRANTED, None),
        (SUBACK + b"\x80\x00" + END, State.OPEN, ExposureKind.METADATA, Reason.ACCESS_GRANTED, None),
        (SUBACK + b"\x80\x80" + END, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN, None),
        (SUBACK + b"\x80", State.UNKNOWN, ExposureKind.NONE, Reason.CUT, None),
        (END, State.UNKNOWN, ExposureKind.NONE, Reason.CUT, None),
        (b"", State.UNKNOWN, ExposureKind.NONE, Reason.CUT, None),
    ],
)
def test_who_is_let_in_is_told_by_what_the_broker_shows(
    heard: bytes, state: State, seen: ExposureKind, reason: Reason, records: int | None
) -> None:
    script = [(mqtt.connect(NAME), LET_IN), (ASKED, heard), (mqtt.DISCONNECT, b"")]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.METADATA, piece=50)
    replies = finish(check.run(SEEN, channel)).replies
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)
    assert check.measure(replies).records == records
    assert channel.requests == check.requests


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (b"\x20\x02\x00\x05", State.CLOSED, Reason.PASSWORD_ASKED),
        (b"\x20\x02\x00\x04", State.CLOSED, Reason.PASSWORD_ASKED),
        (b"\x20\x02\x00\x03", State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (b"\x20\x02\x00\x01", State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (b"\x20\x02", State.UNKNOWN, Reason.CUT),
        (b"", State.UNKNOWN, Reason.CUT),
        (b"HTTP/1.1 400 Bad Request\r\n", State.UNKNOWN, Reason.OTHER_PROTOCOL),
    ],
)
def test_who_is_not_let_in_asks_nothing_more(answer: bytes, state: State, reason: Reason) -> None:
    channel = Scripted([(mqtt.connect(NAME), answer)], budget=1, piece=3)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_nothing_is_asked_at_the_banner_level_and_it_needs_the_anonymous_permission() -> None:
    channel = Scripted([(None, LET_IN)], level=ReadLevel.BANNER)
    with pytest.raises(TalkEnded):
        finish(check.run(SEEN, channel))
    assert channel.requests == 0
    assert check.anonymous


def test_a_broker_that_never_stops_is_heard_for_48_kib() -> None:
    flood = b"\x90\x04\x00\x01\x00\x00" + (b"\x30\x7f" + b"\x00" * 127) * 1000
    channel = Scripted([(None, LET_IN), (None, flood), (mqtt.DISCONNECT, b"")], budget=3)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.METADATA)
    assert channel.left >= 64 * 1024 - 48 * 1024 - 4096 - 4


def test_it_is_asked_of_mqtt_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="mqtt", port=4711))
    assert not check.applies(observed(module="http", port=1883))


@given(st.lists(st.binary(max_size=120) | st.just(told(retained=4, size=99)), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    verdict = check.judge(tuple(replies))
    assert verdict.state is not State.OPEN or replies[0].startswith(b"\x20\x02")
    check.measure(tuple(replies))


@given(st.binary(max_size=200))
def test_whoever_is_let_in_by_no_known_answer_is_not_called_open(heard: bytes) -> None:
    if len(mqtt.granted(heard)) != 2:
        assert check.judge((LET_IN, heard)).state is not State.OPEN


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
