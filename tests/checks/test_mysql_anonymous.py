"""`mysql_anonymous`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.mysql_anonymous import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import mysql, mysql_session
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.mysql_said import ACCEPTED, SWITCH, error, greeting, listing, packet

SEEN = observed(module="mysql", product="MariaDB")
CLEAR = 0x81FF_F7FE
LOGIN, SWITCHED, SHOW = mysql_session.login(CLEAR, tls=False), b"\0\0\0\3", mysql_session.SHOW_DATABASES
DENIED = error(
    1045, "Access denied for user 'leftopen_nobody'@'192.0.2.7' (using password: NO)", state="28000"
)
SHOWN = listing("information_schema", "made_up", "test")
NO_ENTRY = (State.CLOSED, ExposureKind.NONE)
UNKNOWN = (State.UNKNOWN, ExposureKind.NONE)
WHOLE = greeting(capabilities=CLEAR) + ACCEPTED + SHOWN


@pytest.mark.parametrize(
    ("talk", "verdict", "reason"),
    [
        (((LOGIN, ACCEPTED), (SHOW, SHOWN)), (State.OPEN, ExposureKind.METADATA), Reason.METADATA_READABLE),
        (
            ((LOGIN, SWITCH), (SWITCHED, ACCEPTED), (SHOW, SHOWN)),
            (State.OPEN, ExposureKind.METADATA),
            Reason.METADATA_READABLE,
        ),
        (
            ((LOGIN, ACCEPTED), (SHOW, listing("information_schema"))),
            (State.OPEN, ExposureKind.EMPTY),
            Reason.EMPTY_READABLE,
        ),
        (
            ((LOGIN, ACCEPTED), (SHOW, error(1227, "Access denied; SHOW DATABASES"))),
            (State.OPEN, ExposureKind.METADATA),
            Reason.ACCESS_GRANTED,
        ),
        (((LOGIN, ACCEPTED), (SHOW, error(1105, "Unknown error"))), UNKNOWN, Reason.NOT_UNDERSTOOD),
        (((LOGIN, ACCEPTED), (SHOW, listing("information_schema")[:-4])), UNKNOWN, Reason.CUT),
        (((LOGIN, ACCEPTED), (SHOW, b"")), UNKNOWN, Reason.CUT),
        (((LOGIN, DENIED),), NO_ENTRY, Reason.PASSWORD_ASKED),
        (((LOGIN, SWITCH), (SWITCHED, DENIED)), NO_ENTRY, Reason.PASSWORD_ASKED),
        (((LOGIN, SWITCH), (SWITCHED, b"")), UNKNOWN, Reason.NOT_UNDERSTOOD),
        (((LOGIN, packet(b"\xfeclient_ed25519\0salt", 2)),), UNKNOWN, Reason.NOT_UNDERSTOOD),
        (((LOGIN, error(1130, "Host 'a' is not allowed to connect")),), NO_ENTRY, Reason.FORBIDDEN),
        (((LOGIN, error(1040, "Too many connections")),), UNKNOWN, Reason.NOT_UNDERSTOOD),
        (((LOGIN, b""),), UNKNOWN, Reason.CUT),
        (((LOGIN, packet(b"\x01\x04", 2)),), UNKNOWN, Reason.NOT_UNDERSTOOD),
    ],
)
def test_each_conversation_has_its_verdict(
    talk: tuple[tuple[bytes, bytes], ...], verdict: tuple[State, ExposureKind], reason: Reason
) -> None:
    channel = Scripted(talk, banner=greeting(capabilities=CLEAR), budget=check.requests, piece=13)
    found = check.judge(finish(check.run(SEEN, channel)).replies)
    assert ((found.state, found.seen), found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("banner", "verdict", "reason"),
    [
        (error(1130, "Host '192.0.2.7' is not allowed to connect"), NO_ENTRY, Reason.FORBIDDEN),
        (error(1129, "Host '192.0.2.7' is blocked"), UNKNOWN, Reason.NOT_UNDERSTOOD),
        (b"", UNKNOWN, Reason.CUT),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", UNKNOWN, Reason.OTHER_PROTOCOL),
    ],
)
def test_where_no_greeting_comes_nobody_is_named(
    banner: bytes, verdict: tuple[State, ExposureKind], reason: Reason
) -> None:
    channel = Scripted(banner=banner)
    found = check.judge(finish(check.run(SEEN, channel)).replies)
    assert ((found.state, found.seen), found.reason) == (verdict, reason)
    assert channel.heard == []


def test_where_tls_is_offered_the_user_is_named_inside_it() -> None:
    flags = CLEAR | mysql.SSL
    script = [
        (mysql.ssl_request(flags), b""),
        (mysql_session.login(flags, tls=True), SWITCH),
        (SWITCHED, ACCEPTED),
        (SHOW, SHOWN),
    ]
    channel = Scripted(script, banner=greeting(capabilities=flags), budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert channel.in_tls
    assert verdict.said == "a made-up user sees 2 databases"


def test_a_refusal_repeats_no_address() -> None:
    assert check.judge((greeting() + DENIED,)).said == "error 1045"


def test_nobody_is_named_where_the_scope_forbids_it() -> None:
    channel = Scripted([(None, DENIED)], banner=greeting(capabilities=CLEAR), level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)
    assert check.anonymous


def test_it_is_asked_of_mysql_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="mysql", port=4711))
    assert not check.applies(observed(module="http", port=3306))


@pytest.mark.hostile("H22")
def test_an_answer_cut_before_its_names_is_not_open() -> None:
    before = WHOLE.index(b"made_up") + len("made_up")
    assert all(check.judge((WHOLE[:cut],)).state is State.UNKNOWN for cut in range(before))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([ACCEPTED, SHOWN, SWITCH]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.judge((greeting() + b"".join(replies),))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
