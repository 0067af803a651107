"""In front of everything: names, sizes, times, and careful headers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from leftopen.web import guard
from leftopen.web.guard import Guard
from leftopen.web.limits.request_slots import MOST_AT_ONCE
from tests.web.inside import Inside


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:9", "localhost:8322", "LOCALHOST", "[::1]:8322", "[::1]"]
)
def test_loopback_names_are_served(inside: Inside, host: str) -> None:
    answer = inside.client.get("/api-info", params={"key": inside.key}, headers={"host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example", "127.0.0.1.example", "localhost.example:80", "192.0.2.1", "", "[::1]evil.example",
        "[::1].evil.example:80", "127.0.0.1:80.evil.example", "localhost:a@evil.example", "localhost:", "::1",
        "evil.example@localhost", "localhost:123456", "localhost, evil.example", "127.0.0.1\n", "127x0.0.1",
        "[::1]:8322@evil.example", "localhost.",
    ],
)  # fmt: skip
def test_other_names_are_not(inside: Inside, host: str) -> None:
    answer = inside.client.get("/api-info", params={"key": inside.key}, headers={"host": host})
    assert answer.status_code == 400
    assert "127.0.0.1" in answer.json()["error"]


def test_every_answer_is_careful_and_open_to_no_other_origin(inside: Inside) -> None:
    for answer in (
        inside.get("/api-info"),
        inside.get("/shodan/host/nowhere"),
        inside.client.get("/api-info", headers={"host": "rebound.example"}),
        inside.client.options("/api-info", headers={"origin": "http://other.example"}),
    ):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


def test_a_large_body_is_refused_whatever_its_length_is_said_to_be(inside: Inside) -> None:
    large = b"ips=" + b"1" * guard.LARGEST_BODY
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = inside.client.post("/shodan/scan", content=large, headers=form)
    assert answer.status_code == 413
    unsaid = inside.client.post("/shodan/scan", content=iter([large]), headers=form)
    assert unsaid.status_code == 413
    assert "larger" in unsaid.json()["error"]


def _scope(path: str = "/", *more: tuple[bytes, bytes]) -> Scope:
    return {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), *more],
    }  # fmt: skip


CHUNKED = (b"transfer-encoding", b"chunked")


async def _asked(app: Guard, scope: Scope | None = None) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope or _scope(), receive, send)
    return sent


def test_so_many_at_once_and_no_more_but_a_stream_counts_only_until_it_begins() -> None:
    async def all_of_it() -> None:
        gate, begin = asyncio.Event(), asyncio.Event()

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            await begin.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await gate.wait()
            await send({"type": "http.response.body", "body": b""})

        app = Guard(slow)
        waiting = [asyncio.create_task(_asked(app)) for _ in range(MOST_AT_ONCE // 4)]
        await asyncio.sleep(0)
        assert (await _asked(app))[0]["status"] == 429
        begin.set()
        await asyncio.sleep(0.01)
        assert app.seats.shares.taken == 0
        assert not app.seats.strangers
        gate.set()
        answers = await asyncio.gather(*waiting)
        assert {answer[0]["status"] for answer in answers} == {200}

    asyncio.run(all_of_it())


def test_a_question_of_two_lengths_is_refused_and_nothing_after_it_counts() -> None:
    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("it was handed on")

    sent: list[Any] = asyncio.run(_asked(Guard(never), _scope("/", CHUNKED, (b"content-length", b"4"))))
    assert sent[0]["status"] == 400
    assert (b"connection", b"close") in sent[0]["headers"]


@pytest.mark.parametrize("path", ["", "*", "sign-in", "http://127.0.0.1/sign-in"])
def test_an_address_without_a_path_is_refused_in_one_sentence(path: str) -> None:
    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("it was handed on")

    sent: list[Any] = asyncio.run(_asked(Guard(never), _scope(path)))
    assert (sent[0]["status"], b"starts with /" in sent[1]["body"]) == (400, True)


@pytest.mark.parametrize(
    ("brings_a_body", "takes_it", "status"), [(True, True, 503), (True, False, 408), (False, False, 503)]
)
def test_an_answer_that_does_not_come_is_given_up(
    monkeypatch: pytest.MonkeyPatch, brings_a_body: bool, takes_it: bool, status: int
) -> None:
    monkeypatch.setattr(guard, "LONGEST_S", 0.05)

    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        if takes_it:
            await receive()
        await asyncio.sleep(60)

    app = Guard(never)
    scope = _scope("/", CHUNKED) if brings_a_body else _scope()
    sent: list[Any] = asyncio.run(_asked(app, scope))
    assert sent[0]["status"] == status
    assert app.seats.shares.taken == 0
    assert not app.seats.strangers


def test_one_place_makes_us_wait_for_so_many_bodies_and_other_places_go_on() -> None:
    async def all_of_it() -> None:
        come = asyncio.Event()

        async def reads(scope: Scope, receive: Receive, send: Send) -> None:
            while (await receive())["more_body"]:
                pass
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        app = Guard(reads)

        async def status(client: str, *, trickles: bool) -> int:
            sent: list[Message] = []

            async def receive() -> Message:
                if trickles:
                    await come.wait()
                return {"type": "http.request", "body": b"a", "more_body": False}

            async def send(message: Message) -> None:
                sent.append(message)

            await app({**_scope("/", CHUNKED), "client": (client, 5)}, receive, send)
            return int(sent[0]["status"])

        near = [f"2001:db8::{number:x}" for number in range(guard.MOST_AWAITED)]
        waiting = [asyncio.create_task(status(client, trickles=True)) for client in near]
        await asyncio.sleep(0)
        assert await status("2001:db8::ffff", trickles=True) == 429
        assert await status("192.0.2.1", trickles=False) == 200
        other = asyncio.create_task(status("2001:db8:0:1::", trickles=True))
        await asyncio.sleep(0)
        come.set()
        assert set(await asyncio.gather(*waiting, other)) == {200}
        assert not app.awaited

    asyncio.run(asyncio.wait_for(all_of_it(), 10))
