"""What goes on now: said when it changes, and only for as long as the person may look."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Message

from leftopen.errors import StoreFailed
from leftopen.model.permission import Role
from leftopen.model.scan import ScanRecord
from leftopen.model.user import SignInStage
from leftopen.service.cases.review import list_reviews
from leftopen.service.identity import sessions
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.sessions import SessionWriter
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.scans import ScanWriter
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.limits import live_limit
from leftopen.web.console.pages import live
from tests.web.console.conftest import PART, Console
from tests.web.console.visitor import COOKIE


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "EVERY_S", 0.02)


def asked_by(console: Console, name: str) -> tuple[ConsoleRequest, str]:
    user = console.users[name]
    session, token = sessions.begin(console.workspace, user, SignInStage.WHOLE, "a test")
    console.forget()
    headers = Headers({"cookie": f"other=1; {COOKIE}={token}"})
    made = ConsoleRequest(
        state=console.state,
        method="GET",
        path="/live",
        headers=headers,
        client="",
        user=user,
        session=session,
    )
    return made, session.id


async def next_event(events: AsyncIterator[bytes]) -> dict[str, Any]:
    async with asyncio.timeout(20):
        async for raw in events:
            if raw.startswith(b"event: now"):
                found: dict[str, Any] = json.loads(raw.partition(b"data: ")[2])
                return found
    raise AssertionError("it ended")


async def rest(events: AsyncIterator[bytes]) -> list[bytes]:
    async with asyncio.timeout(20):
        return [raw async for raw in events]


def running(console: Console, target: str) -> ScanRecord:
    made = ScanRecord(
        id=f"live{target}".replace("/", "").replace(".", ""), targets=(target,), ports="80", method="connect",
        seed=1, started=console.workspace.clock(), total=100, vantage="here",
    )  # fmt: skip
    ScanWriter(Changes(console.workspace.store.records)).put(made)
    return made


def test_a_scan_that_begins_and_goes_on_is_said(anew: Console) -> None:
    async def all_of_it() -> None:
        request, _ = asked_by(anew, "admin")
        events = live._events(request)
        first = await next_event(events)
        assert (first["open"], first["scans"]) == (12, [])
        reviews = sum(one.undecided for one in list_reviews(anew.workspace))
        assert (first["reviews"], first["approvals"]) == (reviews, 0)
        scan = running(anew, "198.51.100.64/26")
        [shown] = (await next_event(events))["scans"]
        assert shown["id"] == scan.id
        ScanWriter(Changes(anew.workspace.store.records)).progress(scan.id, 50, {"talked": 3}, ())
        [shown] = (await next_event(events))["scans"]
        assert (shown["percent"], shown["counts"]) == (50.0, {"talked": 3})

    asyncio.run(all_of_it())


def test_it_ends_with_the_sitting_and_with_the_server(anew: Console) -> None:
    async def all_of_it() -> None:
        request, session = asked_by(anew, "viewer")
        events = live._events(request)
        await next_event(events)
        SessionWriter(Changes(anew.workspace.store.records)).end(session)
        anew.forget()
        await rest(events)
        again, _ = asked_by(anew, "viewer")
        events = live._events(again)
        await next_event(events)
        anew.clock.ahead = sessions.LONGEST + timedelta(seconds=1)
        await rest(events)

    asyncio.run(all_of_it())


def test_it_tells_what_the_person_may_see_now(anew: Console) -> None:
    """A role or networks that were taken away meanwhile are gone from the next round on."""

    async def all_of_it() -> None:
        running(anew, "198.51.100.64/26")
        request, _ = asked_by(anew, "admin")
        events = live._events(request)
        whole = await next_event(events)
        assert (whole["open"], len(whole["scans"])) == (12, 1)
        users = UserWriter(Changes(anew.workspace.store.records))
        users.change(request.person.id, lambda old: replace(old, role=Role.VIEWER))
        anew.forget()
        assert (await next_event(events))["scans"] == []
        users.change(request.person.id, lambda old: replace(old, networks=(PART,)))
        anew.forget()
        assert (await next_event(events))["open"] < 12

    asyncio.run(all_of_it())


def test_who_sees_a_part_hears_of_a_part(anew: Console) -> None:
    async def all_of_it() -> None:
        running(anew, "198.51.100.0/30")
        running(anew, "198.51.100.64/26")
        part, _ = asked_by(anew, "part")
        now = await next_event(live._events(part))
        assert now["scans"] == []
        assert isinstance(now["open"], int)
        assert 0 < now["open"] < 12

    asyncio.run(all_of_it())


def test_one_person_has_so_many_pages_kept_fresh_and_others_have_theirs(anew: Console) -> None:
    async def all_of_it() -> None:
        greedy, _ = asked_by(anew, "part")
        begun = [await live.live(greedy) for _ in range(live_limit.MOST_OF_ONE)]
        assert {answer.status_code for answer in begun} == {200}
        assert (await live.live(greedy)).status_code == 429
        other, _ = asked_by(anew, "admin")
        assert (await live.live(other)).status_code == 200
        assert anew.state.serving.streams.taken == 0, "the API's streams have a room of their own"
        await left(begun[0])
        assert (await live.live(greedy)).status_code == 200
        assert (await live.live(greedy)).status_code == 429

    asyncio.run(all_of_it())


def test_all_pages_that_are_kept_fresh_have_a_bound(anew: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_limit, "MOST", 3)

    async def all_of_it() -> None:
        people = [asked_by(anew, name)[0] for name in ("admin", "viewer", "part", "analyst")]
        assert [(await live.live(one)).status_code for one in people] == [200, 200, 200, 429]

    asyncio.run(all_of_it())


def test_it_ends_in_peace_where_the_records_do_not_answer(
    anew: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(request: ConsoleRequest) -> dict[str, Any]:
        raise StoreFailed("the records are locked by another leftopen process; try again later")

    async def all_of_it() -> None:
        request, _ = asked_by(anew, "viewer")
        events = live._events(request)
        await next_event(events)
        monkeypatch.setattr(live, "_state", lost)
        assert await rest(events) == []

    asyncio.run(all_of_it())


async def left(answer: Response) -> None:
    """The browser goes away as soon as the answer begins."""

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        assert message["type"] == "http.response.start" or message["body"]

    async with asyncio.timeout(20):
        await answer({"type": "http"}, receive, send)
