"""`couchdb_open`: a table of conversations and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.couchdb_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from leftopen.wire.products.couchdb import NAMES, NOBODYS_NAME, SESSION
from tests.observed import observed
from tests.scripted import Scripted, finish, page
from tests.wire.products.test_couchdb import ADMIN, NOBODY, REFUSED, info, listed

NOBODYS = f"/{NOBODYS_NAME}"
SEEN = observed(module="couchdb", product="CouchDB", port=5984)


def look(pages: dict[str, Reply]) -> Replies:
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert len(reading.sample) == 0
    return reading.replies


def test_documents_in_databases_that_show_their_counters_are_data() -> None:
    pages = {
        NAMES: listed("_users", "a", "b/c"),
        SESSION: ADMIN,
        "/a": info(40, sizes={"file": 5000}),
        "/b%2Fc": info(2, sizes={"file": 500}),
    }
    replies = look(pages)
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "42 documents in 2 of 2 databases; every visitor is an administrator"
    size = check.measure(replies)
    assert (size.records, size.bytes, size.at_least) == (42, 5500, False)


def test_of_many_databases_five_are_asked_and_the_size_is_a_lower_bound() -> None:
    names = [f"d{number}" for number in range(8)]
    replies = look({NAMES: listed(*names), SESSION: NOBODY, **{f"/{name}": info(1) for name in names}})
    assert len(replies) == check.requests
    size = check.measure(replies)
    assert (size.records, size.at_least) == (5, True)


def test_the_programs_own_databases_are_not_asked() -> None:
    channel = Scripted(pages={NAMES: listed("_users", "_replicator"), SESSION: ADMIN})
    finish(check.run(SEEN, channel))
    assert channel.heard == [NAMES, SESSION]


@pytest.mark.parametrize(
    ("pages", "state", "seen", "reason"),
    [
        ({NAMES: listed("_users"), SESSION: ADMIN}, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (
            {NAMES: listed("a"), SESSION: ADMIN, "/a": info(0)},
            State.OPEN,
            ExposureKind.EMPTY,
            Reason.EMPTY_READABLE,
        ),
        (
            {NAMES: listed("a"), SESSION: NOBODY, "/a": REFUSED},
            State.OPEN,
            ExposureKind.METADATA,
            Reason.METADATA_READABLE,
        ),
        (
            {NAMES: listed("a", "b"), SESSION: NOBODY, "/a": REFUSED, "/b": info(1)},
            State.OPEN,
            ExposureKind.DATA,
            Reason.DATA_READABLE,
        ),
        (
            {NAMES: REFUSED, SESSION: NOBODY, NOBODYS: REFUSED},
            State.CLOSED,
            ExposureKind.NONE,
            Reason.PASSWORD_ASKED,
        ),
        (
            {NAMES: page(403), SESSION: page(403), NOBODYS: page(403)},
            State.CLOSED,
            ExposureKind.NONE,
            Reason.FORBIDDEN,
        ),
        (
            {NAMES: REFUSED, SESSION: NOBODY, NOBODYS: page(404)},
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        ({NAMES: REFUSED, SESSION: ADMIN}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (
            {NAMES: listed(), SESSION: page(200, b"[]")},
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        ({NAMES: listed("a"), "/a": info(3)}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({NAMES: page(200, b"<html>")}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({NAMES: page(500)}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ({}, State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)
def test_each_conversation_has_its_verdict(
    pages: dict[str, Reply], state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(look(pages))
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_no_name_is_asked_for_at_the_level_of_metadata() -> None:
    assert check.level is ReadLevel.LISTING
    channel = Scripted(pages={NAMES: listed("a")}, level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)


def test_it_is_asked_of_couchdb_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="couchdb", port=4711))
    assert not check.applies(observed(module="http", port=5984))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=4), st.sampled_from([200, 301, 401, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    check.measure(replies)
    check.judge((listed("a", "b"), ADMIN, *replies))
    check.measure((listed("a", "b"), ADMIN, *replies))
    assert check.judge(tuple(bodies)).state is State.UNKNOWN
