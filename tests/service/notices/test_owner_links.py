"""Links for owners: who may use one, what it permits, and when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import BadRequest, BadSetting, NotAllowed, NotFound
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.verdict import Reason, State
from leftopen.present.humanize import last_day
from leftopen.service.cases.decisions import decide
from leftopen.service.notices import owner_links
from leftopen.service.notices.owner_links import OwnerAnswer
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.notes import Notes
from leftopen.store.records.entities.cases.owner_links import OwnerLinkWriter
from tests.web.console.conftest import Console, console_in
from tests.web.console.furnished import looked

URL = "https://console.example.org"


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Console]:
    with console_in(tmp_path) as made:
        yield made


@pytest.fixture
def console(bare: Console) -> Console:
    """The settings are frozen; here the URL is set as the file would."""
    object.__setattr__(bare.workspace.settings, "public_url", URL)
    return bare


def token(console: Console, *cases: str) -> str:
    url = owner_links.create(console.workspace, cases or (console.cases[0].id,), by="jane")
    assert url.startswith(f"{URL}/owner/")
    return url.rpartition("/")[2]


def test_only_the_whole_link_is_valid(console: Console) -> None:
    good = token(console)
    id, _, signature = good.partition(".")
    other = token(console, console.cases[1].id).partition(".")[2]
    assert owner_links.find(console.workspace, good).cases == (console.cases[0].id,)
    for wrong in ("", id, f"{id}.", f"{id}.{other}", f"{id}.{signature[:-1]}", f"x.{signature}", f"{good}.x"):
        with pytest.raises(NotFound, match="not valid"):
            owner_links.find(console.workspace, wrong)


def test_it_expires_and_can_be_withdrawn(console: Console) -> None:
    first, second = token(console), token(console)
    assert owner_links.withdraw(console.workspace, console.cases[0].id, by="jane") == 2
    assert owner_links.withdraw(console.workspace, console.cases[0].id, by="jane") == 0
    for one in (first, second):
        with pytest.raises(NotFound):
            owner_links.find(console.workspace, one)
    third = token(console)
    console.clock.ahead += owner_links.LIFETIME - timedelta(minutes=5)
    assert owner_links.find(console.workspace, third)
    console.clock.ahead += timedelta(minutes=6)
    with pytest.raises(NotFound):
        owner_links.find(console.workspace, third)


def test_an_answer_acknowledges_and_promises(console: Console) -> None:
    link = owner_links.find(console.workspace, token(console))
    day = (console.workspace.clock() + timedelta(days=3)).date()
    assert owner_links.acknowledge(console.workspace, link, OwnerAnswer(name="Jo Roe", until=day)) == 1
    case = Cases(console.workspace.store.records).get(link.cases[0])
    assert case.state is CaseState.ACKNOWLEDGED
    assert case.promised is not None
    assert last_day(case.promised) == day.isoformat()
    [note] = Notes(console.workspace.store.records).of(case.id)
    assert note.text == "Jo Roe: acknowledged"
    events = Cases(console.workspace.store.records).events(case.id)
    assert "Roe" not in str([(event.actor, dict(event.body)) for event in events])


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_cannot_be(console: Console, days: int) -> None:
    link = owner_links.find(console.workspace, token(console))
    day = (console.workspace.clock() + timedelta(days=days)).date()
    with pytest.raises(BadRequest, match="within a year"):
        owner_links.acknowledge(console.workspace, link, OwnerAnswer(name="Jo", until=day))
    with pytest.raises(BadRequest, match="your name"):
        owner_links.acknowledge(console.workspace, link, OwnerAnswer(name="  ", until=None))


def test_an_answer_to_a_case_that_is_over(console: Console) -> None:
    link = owner_links.find(console.workspace, token(console))
    decide(console.workspace, link.cases[0], CaseEventKind.MARKED_FALSE, {"because": "meant"}, by="jane")
    with pytest.raises(NotAllowed, match="nothing to acknowledge"):
        owner_links.acknowledge(console.workspace, link, OwnerAnswer(name="Jo", until=None))


def test_without_a_public_url_there_is_none(bare: Console) -> None:
    with pytest.raises(BadSetting, match="public_url"):
        owner_links.create(bare.workspace, [bare.cases[0].id], by="jane")


def test_withdrawing_takes_every_link_that_shows_the_case(console: Console) -> None:
    first, second = (case.id for case in console.cases[:2])
    both = token(console, first, second)
    assert owner_links.withdraw(console.workspace, second, by="jane") == 1
    with pytest.raises(NotFound):
        owner_links.find(console.workspace, both)


def test_of_several_requests_at_once_one_checks(console: Console) -> None:
    link = owner_links.find(console.workspace, token(console))
    links, now = OwnerLinkWriter(Changes(console.workspace.store.records)), console.workspace.clock()
    assert [links.claim_check(link.id, now, owner_links.PAUSE) for _ in range(3)] == [True, False, False]
    console.clock.ahead += owner_links.PAUSE
    assert links.claim_check(link.id, now + owner_links.PAUSE, owner_links.PAUSE)
    with pytest.raises(NotAllowed, match="a moment ago"):
        asyncio.run(owner_links.look_again(console.workspace, link))


def test_a_link_takes_twenty_answers_a_day(console: Console) -> None:
    link = owner_links.find(console.workspace, token(console))
    for number in range(owner_links.ANSWERS):
        owner_links.acknowledge(console.workspace, link, OwnerAnswer(name=f"Jo {number}", until=None))
    with pytest.raises(NotAllowed, match="too many answers"):
        owner_links.acknowledge(console.workspace, link, OwnerAnswer(name="Jo", until=None))
    console.clock.ahead += timedelta(days=1, minutes=1)
    assert owner_links.acknowledge(console.workspace, link, OwnerAnswer(name="Jo", until=None)) == 1


def test_a_clock_that_was_ahead_holds_up_neither_a_check_nor_an_answer(console: Console) -> None:
    workspace, ahead = console.workspace, timedelta(days=60)
    link = owner_links.find(workspace, token(console))
    links = OwnerLinkWriter(Changes(workspace.store.records))
    then = workspace.clock() + ahead
    looked(workspace, console.cases[0], then, State.OPEN, Reason.DATA_READABLE)
    assert links.claim_check(link.id, then, owner_links.PAUSE)
    assert all(links.claim_answer(link.id, then, 2, timedelta(days=1)) for _ in range(2))
    console.clock.ahead = timedelta(hours=3)
    assert owner_links.wait(workspace, link) == timedelta(0)
    assert links.claim_check(link.id, workspace.clock(), owner_links.PAUSE)
    assert links.claim_answer(link.id, workspace.clock(), 2, timedelta(days=1))
    looked(workspace, console.cases[0], workspace.clock(), State.OPEN, Reason.DATA_READABLE)
    assert owner_links.wait(workspace, link) > timedelta(minutes=8), "the one that was just made counts"
