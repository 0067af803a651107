"""The outermost layer by itself."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive, Scope, Send

from leftopen.web.error_boundary import HEADERS, ErrorBoundary

SECRET = "a path that nobody may read"


async def _asked(app: ErrorBoundary) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    try:
        await app({"type": "http", "method": "GET", "path": "/", "headers": []}, receive, send)
    except RuntimeError:
        sent.append({"type": "raised"})
    return sent


def test_what_raises_in_front_of_every_page_is_answered_too() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError(SECRET)

    start, body = asyncio.run(_asked(ErrorBoundary(app)))
    assert start["status"] == 500
    names = {name.decode() for name, _ in start["headers"]}
    assert {name.lower() for name in HEADERS} <= names
    assert SECRET.encode() not in body["body"]


def test_an_answer_that_breaks_off_in_its_middle_is_cut() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError(SECRET)

    sent = asyncio.run(_asked(ErrorBoundary(app)))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body", "raised"]
