"""`postgresql_trust`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.checks.postgresql_trust import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, State, Verdict, too_deep
from leftopen.wire import postgresql
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.pg_said import BY_RULE, LET_IN, NO_SUCH_USER, SCRAM, TRUST, authentication, error, message

SEEN = observed(module="postgresql", product="PostgreSQL")
SSL, STRANGER = postgresql.SSL_REQUEST, postgresql.startup()


def look(answer: bytes) -> Verdict:
    channel = Scripted([(SSL, b"N"), (STRANGER, answer)], budget=check.requests, piece=11)
    return check.judge(finish(check.run(SEEN, channel)).replies)


@pytest.mark.parametrize(
    ("answer", "state", "seen", "reason"),
    [
        (TRUST + NO_SUCH_USER, State.OPEN, ExposureKind.METADATA, Reason.ACCESS_GRANTED),
        (
            TRUST + error("3D000", "database does not exist"),
            State.OPEN,
            ExposureKind.METADATA,
            Reason.ACCESS_GRANTED,
        ),
        (LET_IN, State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        (SCRAM, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (authentication(3), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (authentication(5, b"salt"), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (authentication(7), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (BY_RULE, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (error("28P01", "password failed"), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (error("53300", "too many connections"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (TRUST, State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (TRUST + NO_SUCH_USER[:9], State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (TRUST + SCRAM, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (TRUST + error("57P03", "starting up"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (TRUST + message(b"Z", b"I"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (b"", State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (b"R\0\0", State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
    ],
)
def test_each_answer_has_its_verdict(answer: bytes, state: State, seen: ExposureKind, reason: Reason) -> None:
    verdict = look(answer)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_a_refusal_repeats_no_address() -> None:
    assert look(BY_RULE).said == "error 28000, refused by pg_hba.conf"


def test_no_size_is_made_up() -> None:
    assert check.measure((TRUST + NO_SUCH_USER,)) == Size()


@pytest.mark.parametrize(
    ("inside", "outside", "state", "reason"),
    [
        (BY_RULE, TRUST + NO_SUCH_USER, State.OPEN, Reason.ACCESS_GRANTED),
        (BY_RULE, SCRAM, State.CLOSED, Reason.PASSWORD_ASKED),
        (BY_RULE, BY_RULE, State.CLOSED, Reason.FORBIDDEN),
    ],
)
def test_what_is_refused_inside_tls_is_asked_once_more_without_it(
    inside: bytes, outside: bytes, state: State, reason: Reason
) -> None:
    script = [(SSL, b"S"), (STRANGER, inside), (STRANGER, outside)]
    channel = Scripted(script, budget=check.requests)
    verdict = check.judge(finish(check.run(SEEN, channel)).replies)
    assert (verdict.state, verdict.reason) == (state, reason)
    assert channel.requests == check.requests


@pytest.mark.parametrize("inside", [SCRAM, TRUST + NO_SUCH_USER, b""])
def test_any_other_answer_inside_tls_is_the_last(inside: bytes) -> None:
    channel = Scripted([(SSL, b"S"), (STRANGER, inside)], budget=check.requests)
    finish(check.run(SEEN, channel))
    assert channel.in_tls
    assert channel.requests == 2


def test_where_all_is_inside_tls_it_is_not_asked_for() -> None:
    channel = Scripted([(STRANGER, TRUST + NO_SUCH_USER)], budget=check.requests)
    reading = finish(check.run(replace(SEEN, tls=True), channel))
    assert check.judge(reading.replies).state is State.OPEN


@pytest.mark.parametrize("answer", [b"", b"E", b"H"])
def test_an_answer_that_is_none_about_tls_ends_the_talk(answer: bytes) -> None:
    channel = Scripted([(SSL, answer)], budget=check.requests)
    assert check.judge(finish(check.run(SEEN, channel)).replies).state is State.UNKNOWN


def test_nobody_is_named_where_the_scope_forbids_it() -> None:
    channel = Scripted([(None, b"N")], level=ReadLevel.BANNER)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)
    assert check.anonymous


def test_it_is_asked_of_postgresql_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="postgresql", port=4711))
    assert not check.applies(observed(module="http", port=5432))


@pytest.mark.hostile("H22")
def test_an_answer_cut_after_any_byte_is_not_open() -> None:
    whole = TRUST + NO_SUCH_USER
    assert all(check.judge((whole[:cut],)).state is State.UNKNOWN for cut in range(len(whole)))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([TRUST, SCRAM, BY_RULE, NO_SUCH_USER]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    for reply in replies:
        check.judge((TRUST + reply,))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL


def test_it_is_worth_more_than_an_open_folder_and_says_that_nothing_was_read() -> None:
    folder = catalogue.checks()["directory_listing_open"]
    assert check.severity is Severity.CRITICAL
    assert check.severity.rank > folder.severity.rank
    verdict = check.judge((TRUST + NO_SUCH_USER,))
    assert verdict.why == "access is granted without a password; nothing was read"
    assert "version" in check.judge((LET_IN,)).said
    assert check.judge((LET_IN,)).why.startswith("names, counts or versions can be read")
