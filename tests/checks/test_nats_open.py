"""`nats_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.nats_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State, too_deep
from leftopen.wire import nats
from tests.observed import observed
from tests.scripted import Scripted, finish

SEEN = observed(module="nats", product="NATS", port=4222)
INFO = b'INFO {"server_id":"NCOHG3","version":"2.10.27","max_payload":1048576} \r\n'
STORES = INFO.replace(b"}", b',"jetstream":true}')
LOGIN = INFO.replace(b"}", b',"auth_required":true}')
OVER_TLS = INFO.replace(b"}", b',"tls_required":true}')
CERTIFICATE = INFO.replace(b"}", b',"tls_required":true,"tls_verify":true}')
VIOLATION = b"-ERR 'Authorization Violation'\r\n"


@pytest.mark.parametrize(
    ("greeting", "answer", "state", "reason"),
    [
        (INFO, b"PONG\r\n", State.OPEN, Reason.ACCESS_GRANTED),
        (STORES, b"PONG\r\n", State.OPEN, Reason.ACCESS_GRANTED),
        (INFO, b"+OK\r\n" + INFO + b"PONG\r\n", State.OPEN, Reason.ACCESS_GRANTED),
        (INFO, VIOLATION, State.CLOSED, Reason.PASSWORD_ASKED),
        (INFO, b"-ERR 'Permissions Violation for Subscription'\r\n", State.CLOSED, Reason.FORBIDDEN),
        (INFO, b"-ERR 'maximum connections exceeded'\r\n", State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        (INFO, b"", State.UNKNOWN, Reason.CUT),
        (INFO, b"PONG", State.UNKNOWN, Reason.CUT),
        (INFO[:30], b"", State.UNKNOWN, Reason.CUT),
        (b"", b"", State.UNKNOWN, Reason.CUT),
        (b"HTTP/1.1 200 OK\r\n", b"", State.UNKNOWN, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_conversation_has_its_verdict(
    greeting: bytes, answer: bytes, state: State, reason: Reason
) -> None:
    channel = Scripted([(nats.CONNECT, answer)], banner=greeting, budget=check.requests, piece=11)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.reason) == (state, reason)


@pytest.mark.parametrize(
    ("greeting", "reason"), [(LOGIN, Reason.PASSWORD_ASKED), (CERTIFICATE, Reason.FORBIDDEN)]
)
def test_a_greeting_that_refuses_is_believed_and_nothing_is_sent(greeting: bytes, reason: Reason) -> None:
    channel = Scripted(banner=greeting, budget=0)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.reason) == (State.CLOSED, reason)
    assert not channel.in_tls


def test_tls_is_begun_where_it_is_asked_for_and_not_begun_twice() -> None:
    for seen, begun in ((SEEN, True), (replace(SEEN, tls=True), False)):
        channel = Scripted([(nats.CONNECT, b"PONG\r\n")], banner=OVER_TLS)
        verdict = check.judge(finish(check.run(seen, channel)).replies)
        assert verdict.state is State.OPEN
        assert channel.in_tls is begun


def test_nothing_is_asked_at_the_banner_level() -> None:
    channel = Scripted([(None, b"PONG\r\n")], banner=INFO, level=ReadLevel.BANNER)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_needs_the_anonymous_permission_and_measures_nothing() -> None:
    assert check.anonymous
    assert check.measure((INFO, b"PONG\r\n")).records is None


def test_it_is_asked_of_nats_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="nats", port=4711))
    assert not check.applies(observed(module="http", product="NATS monitoring", port=4222))


@given(st.lists(st.binary(max_size=120) | st.just(b"PONG\r\n"), max_size=4))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
