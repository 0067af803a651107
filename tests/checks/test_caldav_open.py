"""`caldav_open`: what is asked in which order, a table of verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.caldav_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from tests.observed import observed
from tests.scripted import NOT_FOUND, Scripted, finish, page
from tests.wire.test_dav import ROOT, answer, response

SEEN = observed(module="http", product="Radicale", port=5232)
DAV = (("DAV", "1, 2, 3, calendar-access, addressbook, extended-mkcol"),)


def reply(*responses: str) -> Reply:
    """An answer of a server for calendars."""
    return replace(answer(*responses), headers=DAV)


USER = response("/canary/", folder=True)
CALENDAR = response("/canary/days/", 900, folder=True, holds="calendar")
BOOK = response("/canary/people/", 200, folder=True, holds="addressbook")
HOME = reply(USER, CALENDAR, BOOK)
DAYS = reply(CALENDAR, *(response(f"/canary/days/{n}.ics", 300) for n in range(3)))
PEOPLE = reply(BOOK, response("/canary/people/0.vcf", 200))
WHOLE: Replies = (reply(ROOT), reply(ROOT, USER), HOME, DAYS, PEOPLE)


def test_it_goes_from_the_root_to_users_to_calendars_and_opens_no_entry() -> None:
    pages = {
        "PROPFIND /": reply(ROOT, USER),
        "PROPFIND /canary/": HOME,
        "PROPFIND /canary/days/": DAYS,
        "PROPFIND /canary/people/": PEOPLE,
    }
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    paths = ["/", "/", "/canary/", "/canary/days/", "/canary/people/"]
    assert channel.heard == [f"PROPFIND {path}" for path in paths]
    assert len(reading.sample) == 0
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "4 entries listed; 2 calendars and address books"
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (4, 1100, False)


def test_many_users_end_at_the_budget_and_give_a_lower_bound() -> None:
    users = [f"/u{number}/" for number in range(30)]
    pages: dict[str, Reply] = {"PROPFIND /": reply(ROOT, *(response(path, folder=True) for path in users))}
    for path in users:
        held = [response(f"{path}c{n}/", 5, folder=True, holds="calendar") for n in range(9)]
        pages[f"PROPFIND {path}"] = reply(response(path, folder=True), *held)
    channel = Scripted(pages=pages, budget=check.requests)
    replies = finish(check.run(SEEN, channel)).replies
    assert channel.requests == check.requests
    assert check.measure(replies).at_least


def test_no_name_is_asked_for_at_the_level_of_metadata() -> None:
    channel = Scripted(pages={"PROPFIND /": reply(ROOT, USER)}, level=ReadLevel.METADATA)
    replies = finish(check.run(SEEN, channel)).replies
    assert channel.heard == ["PROPFIND /"]
    assert check.judge(replies).seen is ExposureKind.METADATA
    assert check.measure(replies).records is None


@pytest.mark.parametrize(
    ("replies", "state", "seen", "reason"),
    [
        (WHOLE, State.OPEN, ExposureKind.DATA, Reason.DATA_READABLE),
        ((reply(ROOT), reply(ROOT)), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (
            (reply(ROOT), reply(ROOT, USER), reply(USER)),
            State.OPEN,
            ExposureKind.EMPTY,
            Reason.EMPTY_READABLE,
        ),
        (
            (reply(ROOT), reply(ROOT, USER), page(403)),
            State.OPEN,
            ExposureKind.METADATA,
            Reason.METADATA_READABLE,
        ),
        (
            (reply(ROOT), reply(ROOT, USER), HOME, page(403)),
            State.OPEN,
            ExposureKind.METADATA,
            Reason.METADATA_READABLE,
        ),
        ((reply(ROOT), page(403)), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        ((page(401),), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        ((page(403),), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        ((NOT_FOUND,), State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        ((page(405),), State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        ((answer(ROOT),), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((page(200, b"<html>"),), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        ((b"x",), State.UNKNOWN, ExposureKind.NONE, Reason.OTHER_PROTOCOL),
        ((), State.UNKNOWN, ExposureKind.NONE, Reason.CUT),
    ],
)
def test_each_conversation_has_its_verdict(
    replies: Replies, state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_it_is_asked_of_servers_for_calendars_and_of_nothing_else() -> None:
    assert check.applies(observed(module="https", product="Radicale"))
    hinted = replace(observed(module="http"), data="HTTP/1.1 401 \nDAV: 1, 3, calendar-access\n")
    assert check.applies(hinted)
    assert not check.applies(replace(hinted, data="HTTP/1.1 200 OK\nDAV: 1, 2\n"))
    assert not check.applies(observed(module="http", product="WsgiDAV"))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 207, 302, 401, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    for heard in (replies, (reply(ROOT), *replies), tuple(bodies)):
        check.judge(heard)
        check.measure(heard)
