"""`leftopen_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.leftopen_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.wire.products.leftopen import COMPLETE, COUNT, HELP, SEARCH
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page

SEEN = observed(module="http", product="leftopen", port=8322)
FOUND = b'{"query":"net:\\"192.0.2.0/24\\"","total":%d,"matches":[{"ip_str":"192.0.2.7",'
HELPS = page(200, b'[{"name":"after","kind":"date","help":"Seen after that day"},')
WORDS = page(200, b'[{"text":"hostname:","help":"Names that contain it","replaces":5}]')
SIGN_IN = page(401, b'{"error":"Sign in first."}')
NOT_YOURS = page(403, b'{"error":"Your role does not include this."}')
NO_KEY = page(401, b'{"error":"Please provide a valid API key"}')
STRANGE = page(400, b'{"error":"Only console.example and 127.0.0.1 are served"}')


def counted(total: int) -> Reply:
    return page(200, b'{"matches":[],"total":%d}' % total)


def found(total: int) -> Reply:
    return page(200, FOUND % total)


def look(pages: dict[str, Reply]) -> Replies:
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert len(reading.sample) == 0
    return reading.replies


@pytest.mark.parametrize(
    ("search", "helped", "count", "state", "seen", "reason"),
    [
        (found(7), WORDS, NO_KEY, State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        (found(0), WORDS, NO_KEY, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (SIGN_IN, SIGN_IN, counted(7), State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        (SIGN_IN, SIGN_IN, counted(0), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (NOT_YOURS, HELPS, NO_KEY, State.OPEN, ExposureKind.METADATA, Reason.ACCESS_GRANTED),
        (SIGN_IN, SIGN_IN, NO_KEY, State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (NOT_YOURS, NOT_YOURS, NO_KEY, State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (STRANGE, STRANGE, STRANGE, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (found(7), NOT_FOUND, NO_KEY, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (NOT_FOUND, NOT_FOUND, counted(7), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (SIGN_IN, SIGN_IN, page(500), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (
            page(303, location="/me/second"),
            SIGN_IN,
            NO_KEY,
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
    ],
)
def test_each_conversation_has_its_verdict(
    search: Reply, helped: Reply, count: Reply, state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look({SEARCH: search, HELP: helped, COMPLETE: helped, COUNT: count}))
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_its_size_is_the_number_of_services() -> None:
    replies = look({SEARCH: found(20_600), COMPLETE: WORDS, COUNT: NO_KEY})
    assert check.judge(replies).said == "20,600 services"
    assert check.measure(replies).records == 20_600
    assert check.measure(replies[:2]).records is None


def test_half_a_conversation_proves_nothing() -> None:
    assert check.judge((found(7), WORDS)).reason is Reason.CUT
    assert check.judge((SIGN_IN,)).state is State.UNKNOWN


def test_nothing_is_searched_at_the_level_of_metadata() -> None:
    assert check.level is ReadLevel.LISTING
    with pytest.raises(TalkEnded):
        finish(check.run(SEEN, Scripted(pages={SEARCH: found(1)}, level=ReadLevel.METADATA)))


def test_it_is_asked_of_leftopen_and_of_nothing_else() -> None:
    assert check.applies(observed(module="https", product="leftopen", port=443))
    assert not check.applies(observed(module="http", port=8322))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 303, 401, 403]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    for heard in (replies, (found(1), WORDS, *replies), tuple(bodies)):
        check.judge(heard)
        check.measure(heard)
