"""`svn_anonymous`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.svn_anonymous import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire import svn
from tests.observed import observed
from tests.scripted import Scripted, finish
from tests.wire.test_svn import DENIED, EMPTY, GREETING, LET_IN, LISTED, NO_LOGIN, OFFER, REPOSITORY

SEEN = observed(module="svn", product="Subversion")
PASSWORD = b"( success ( ( CRAM-MD5 ) 7:made up ) ) "
REFUSED = b"( failure ( 7:made up ) ) "
NO_REPOSITORY = b"( failure ( ( 210005 19:No repository found 0: 0 ) ) ) "
BUSY = b"( failure ( ( 210002 4:busy 0: 0 ) ) ) "
WHOLE = GREETING + OFFER + LET_IN + REPOSITORY + NO_LOGIN + LISTED
CLOSED, UNKNOWN = (State.CLOSED, ExposureKind.NONE), (State.UNKNOWN, ExposureKind.NONE)


def talk(*answers: bytes) -> Scripted:
    asked = (svn.HELLO, svn.LOG_IN, svn.LIST_ROOT)
    return Scripted(list(zip(asked, answers, strict=False)), banner=GREETING, budget=check.requests, piece=17)


@pytest.mark.parametrize(
    ("answers", "verdict", "reason"),
    [
        (
            (OFFER, LET_IN + REPOSITORY, NO_LOGIN + LISTED),
            (State.OPEN, ExposureKind.DATA),
            Reason.DATA_READABLE,
        ),
        (
            (OFFER, LET_IN + REPOSITORY, NO_LOGIN + EMPTY),
            (State.OPEN, ExposureKind.EMPTY),
            Reason.EMPTY_READABLE,
        ),
        ((OFFER, LET_IN + REPOSITORY, PASSWORD), CLOSED, Reason.PASSWORD_ASKED),
        ((OFFER, LET_IN + REPOSITORY, NO_LOGIN + DENIED), CLOSED, Reason.FORBIDDEN),
        ((OFFER, LET_IN + REPOSITORY, NO_LOGIN), UNKNOWN, Reason.CUT),
        ((OFFER, LET_IN + REPOSITORY, NO_LOGIN + EMPTY[:-6]), UNKNOWN, Reason.CUT),
        ((OFFER, REFUSED), CLOSED, Reason.FORBIDDEN),
        ((OFFER, LET_IN), UNKNOWN, Reason.CUT),
        ((OFFER, b""), UNKNOWN, Reason.CUT),
        ((PASSWORD,), CLOSED, Reason.PASSWORD_ASKED),
        ((DENIED,), CLOSED, Reason.FORBIDDEN),
        ((NO_REPOSITORY,), UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((BUSY,), UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((b"",), UNKNOWN, Reason.CUT),
    ],
)
def test_each_conversation_has_its_verdict(
    answers: tuple[bytes, ...], verdict: tuple[State, ExposureKind], reason: Reason
) -> None:
    found = check.judge(finish(check.run(SEEN, talk(*answers))).replies)
    assert ((found.state, found.seen), found.reason) == (verdict, reason)


def test_where_no_login_is_needed_none_is_made() -> None:
    script = [(svn.HELLO, NO_LOGIN + REPOSITORY), (svn.LIST_ROOT, NO_LOGIN + LISTED)]
    reading = finish(check.run(SEEN, Scripted(script, banner=GREETING, budget=check.requests)))
    assert check.judge(reading.replies).state is State.OPEN
    assert check.measure(reading.replies).records == 2


def test_entries_are_counted_and_no_name_is_repeated() -> None:
    verdict, size = check.judge((WHOLE,)), check.measure((WHOLE,))
    assert (size.records, size.at_least) == (2, False)
    assert verdict.said == "2 entries in the root"
    assert check.measure((WHOLE[:-8],)).at_least


def test_a_server_that_says_something_else_is_asked_nothing() -> None:
    channel = Scripted(banner=b"220 made up\r\n", budget=check.requests)
    assert check.judge(finish(check.run(SEEN, channel)).replies).reason is Reason.OTHER_PROTOCOL
    assert channel.heard == []


def test_nothing_is_asked_at_the_metadata_level_nor_without_a_permission() -> None:
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, Scripted([(None, OFFER)], banner=GREETING, level=ReadLevel.METADATA)))
    assert ended.value.reason is too_deep(check.level)
    assert check.anonymous


def test_it_is_asked_of_subversion_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="svn", port=4711))
    assert not check.applies(observed(module="http", port=3690))


@pytest.mark.hostile("H22")
def test_an_answer_cut_before_its_listing_is_not_open() -> None:
    before = len(WHOLE) - len(LISTED)
    assert all(check.judge((WHOLE[:cut],)).state is not State.OPEN for cut in range(before + 20))


@given(st.lists(st.binary(max_size=120) | st.sampled_from([GREETING, OFFER, LET_IN, LISTED]), max_size=3))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))
    check.judge((b"".join(replies),))
    check.judge((GREETING + b"".join(replies),))


def test_an_http_reply_is_another_protocol() -> None:
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL
