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

from leftopen.model.permission import Role
from leftopen.model.scan import ScanRecord
from leftopen.model.user import Stage
from leftopen.service import sittings
from leftopen.web.console.asked import Asked
from leftopen.web.console.pages import live
from tests.web.console.conftest import PART, Console
from tests.web.console.visitor import COOKIE


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "EVERY_S", 0.02)


def asked_by(console: Console, name: str) -> tuple[Asked, str]:
    user = console.users[name]
    sitting, token = sittings.begin(console.desk, user, Stage.WHOLE, "a test")
    console.forget()
    headers = Headers({"cookie": f"other=1; {COOKIE}={token}"})
    made = Asked(
        house=console.house,
        method="GET",
        path="/live",
        headers=headers,
        client="",
        user=user,
        sitting=sitting,
    )
    return made, sitting.id


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
        seed=1, started=console.desk.clock(), total=100, vantage="here",
    )  # fmt: skip
    console.desk.store.records.scans.start(made)
    return made


def test_a_scan_that_begins_and_goes_on_is_said(anew: Console) -> None:
    async def all_of_it() -> None:
        asked, _ = asked_by(anew, "admin")
        events = live._events(asked)
        first = await next_event(events)
        assert (first["open"], first["scans"]) == (12, [])
        scan = running(anew, "198.51.100.64/26")
        [shown] = (await next_event(events))["scans"]
        assert shown["id"] == scan.id
        anew.desk.store.records.scans.progress(scan.id, 50, {"talked": 3}, anew.desk.clock())
        [shown] = (await next_event(events))["scans"]
        assert (shown["percent"], shown["counts"]) == (50.0, {"talked": 3})

    asyncio.run(all_of_it())


def test_it_ends_with_the_sitting_and_with_the_server(anew: Console) -> None:
    async def all_of_it() -> None:
        asked, sitting = asked_by(anew, "viewer")
        events = live._events(asked)
        await next_event(events)
        anew.desk.store.records.sittings.end(sitting)
        anew.forget()
        await rest(events)
        again, _ = asked_by(anew, "viewer")
        events = live._events(again)
        await next_event(events)
        anew.clock.ahead = sittings.LONGEST + timedelta(seconds=1)
        await rest(events)
        assert anew.house.serving.streams == 0

    asyncio.run(all_of_it())


def test_it_tells_what_the_person_may_see_now(anew: Console) -> None:
    """A role or networks that were taken away meanwhile are gone from the next round on."""

    async def all_of_it() -> None:
        running(anew, "198.51.100.64/26")
        asked, _ = asked_by(anew, "admin")
        events = live._events(asked)
        whole = await next_event(events)
        assert (whole["open"], len(whole["scans"])) == (12, 1)
        users = anew.desk.store.records.users
        users.change(asked.person.id, lambda old: replace(old, role=Role.VIEWER))
        anew.forget()
        assert (await next_event(events))["scans"] == []
        users.change(asked.person.id, lambda old: replace(old, networks=(PART,)))
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
