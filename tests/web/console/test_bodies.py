"""Bodies of forms: whose are read at all, and how large and slow they may be."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Scope

from leftopen.web import guard
from leftopen.web.console import app as console_app
from leftopen.web.console.http import form_body
from leftopen.web.guard import Guard
from leftopen.web.limits.request_slots import MOST_AT_ONCE
from tests.web.console.conftest import Console
from tests.web.console.visitor import HERE, URL

FORM = b"application/x-www-form-urlencoded"


async def trickled(app: Guard, path: str, client: str, *, origin: str = URL) -> tuple[int, bool]:
    """The status for one byte of a hundred; and whether anybody waited for the others."""
    headers = {b"host": b"127.0.0.1:8322", b"origin": origin.encode(), b"content-type": FORM}
    scope: Scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [*headers.items(), (b"content-length", b"100")], "client": (client, 5), "scheme": "http",
        "server": ("127.0.0.1", 8322), "root_path": "", "http_version": "1.1",
    }  # fmt: skip
    sent: list[Message] = []
    reads = 0

    async def receive() -> Message:
        nonlocal reads
        reads += 1
        if reads > 1:
            await asyncio.sleep(60)
        return {"type": "http.request", "body": b"n", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return int(sent[0]["status"]), reads > 0


def guarded(console: Console) -> Guard:
    return Guard(console_app.Console(console.state))


def test_a_body_is_not_read_for_who_may_not_send_it(console: Console) -> None:
    async def all_of_it() -> None:
        app = guarded(console)
        assert await trickled(app, "/sign-in", "192.0.2.1", origin="http://other.example") == (403, False)
        assert await trickled(app, "/users/invite", "192.0.2.1") == (401, False)

    asyncio.run(asyncio.wait_for(all_of_it(), 10))


def test_trickled_bodies_of_one_place_leave_room_for_everybody(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_body, "SMALL_S", 1.0)

    async def all_of_it() -> list[int]:
        app = guarded(console)
        request = [asyncio.create_task(trickled(app, "/sign-in", "192.0.2.1")) for _ in range(MOST_AT_ONCE)]
        await asyncio.sleep(0.3)
        assert app.seats.shares.taken == guard.MOST_AWAITED
        statuses = [status for status, _ in await asyncio.gather(*request)]
        assert app.seats.shares.taken == 0
        return statuses

    statuses = asyncio.run(asyncio.wait_for(all_of_it(), 20))
    refused = MOST_AT_ONCE - guard.MOST_AWAITED
    assert sorted(statuses) == [408] * guard.MOST_AWAITED + [429] * refused


def test_what_anybody_sends_is_small(console: Console) -> None:
    visitor = console.visitor()
    large = "a" * form_body.LARGEST_SMALL
    assert visitor.post("/sign-in", name="maria", password=large).status_code == 413
    signed_in = console.visitor("viewer")
    assert signed_in.ask("POST", "/me/look", data={"csrf": large}, headers=HERE).status_code == 403
