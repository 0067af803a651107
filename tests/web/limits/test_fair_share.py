"""Places are shared out fairly: by the numbers, and question by question."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from leftopen.web.guard import Guard
from leftopen.web.limits import claimed_identity, request_slots
from leftopen.web.limits.engine_pool import MOST_OF_ONE, RUN_OF_ONE, EnginePool, EnginePoolFull
from leftopen.web.limits.fair_share import FairShare
from leftopen.web.limits.request_slots import MOST_AT_ONCE, RequestSlots, mark_authenticated


@pytest.mark.parametrize("most", [16, 20, 48, 64])
def test_one_alone_has_a_quarter(most: int) -> None:
    shares = FairShare(most)
    assert [shares.take("a") for _ in range(most)].count(True) == most // 4


@pytest.mark.parametrize("greedy", [1, 2, 4, 8])
def test_the_next_one_finds_a_place_however_much_the_others_take(greedy: int) -> None:
    shares = FairShare(64)
    for _ in range(64):
        for number in range(greedy):
            shares.take(f"greedy {number}")
    assert shares.take("next")
    assert max(shares.held.values()) - min(shares.held[f"greedy {n}"] for n in range(greedy)) <= 1


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=300))
def test_no_place_is_lost_or_made(steps: list[tuple[str, bool]]) -> None:
    shares, known_of = FairShare(20), Counter[str]()
    for who, comes in steps:
        if comes:
            known_of[who] += shares.take(who)
        elif known_of[who]:
            shares.leave(who)
            known_of[who] -= 1
    assert shares.held == +known_of
    assert shares.taken <= 20


def test_strangers_of_one_network_leave_half_whatever_they_say_who_they_are() -> None:
    seats = RequestSlots()
    taken = [seats.take("192.0.2.1", f"made up {number}") for number in range(MOST_AT_ONCE)]
    assert sum(seat is not None for seat in taken) == MOST_AT_ONCE // 2
    assert seats.take("198.51.100.1", "key") is not None


def test_strangers_shut_out_nobody_of_their_network_who_was_known_before() -> None:
    """They hold all that strangers may, each with another made-up cookie."""
    seats = RequestSlots()
    first = seats.take("192.0.2.1", "true")
    assert first is not None
    first.known("account 1")
    first.leave()
    while seats.take("192.0.2.1", f"made up {seats.shares.taken}") is not None:
        pass
    again = seats.take("192.0.2.1", "true")
    assert again is not None
    again.known("account 1")
    again.leave()
    assert seats.take("192.0.2.1", "never seen") is None
    assert seats.strangers == {"192.0.2.1": MOST_AT_ONCE // 2}


def test_no_more_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_slots, "MOST_MET", 3)
    seats = RequestSlots()
    for number in (1, 2, 3, 1, 4):
        seat = seats.take("192.0.2.1", f"true {number}")
        assert seat is not None
        seat.known(f"account {number}")
        seat.leave()
    assert list(seats.met) == ["true 3", "true 1", "true 4"]


def test_a_seat_is_left_once_and_moves_to_whose_it_is() -> None:
    seats = RequestSlots()
    seat = seats.take("192.0.2.1", "")
    assert seat is not None
    seat.known("key 1")
    assert (dict(seats.shares.held), dict(seats.strangers)) == ({"key 1": 1}, {})
    others = [seats.take("192.0.2.1", f"{number}") for number in range(MOST_AT_ONCE // 4)]
    answer = []
    for other in others:
        assert other is not None
        try:
            other.known("key 1")
        except HTTPException as error:
            answer.append(error.status_code)
    assert answer == [429] * len(answer)
    assert seats.shares.held["key 1"] <= MOST_AT_ONCE // 4
    for one in (seat, *others):
        assert one is not None
        one.leave()
        one.leave()
    assert (dict(seats.shares.held), dict(seats.strangers)) == ({}, {})


async def _status(app: Guard, who: str, client: str = "192.0.2.1") -> int:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": f"key={who}".encode(),
        "headers": [(b"host", b"127.0.0.1")], "client": (client, 5),
    }  # fmt: skip
    await app(scope, receive, send)
    return int(sent[0]["status"])


def test_who_holds_many_questions_up_shuts_out_nobody_else() -> None:
    """Also from the same network: whose key it is counts, not where it comes from."""

    async def all_of_it() -> None:
        stuck = asyncio.Event()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            who = scope["query_string"].decode()
            mark_authenticated(scope, who)
            if "greedy" in who:
                await stuck.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        guard = Guard(app, claim=claimed_identity.key)
        flood = [asyncio.create_task(_status(guard, "greedy")) for _ in range(90)]
        await asyncio.sleep(0)
        assert [await _status(guard, f"other{number}") for number in range(20)] == [200] * 20
        stuck.set()
        answers = Counter(await asyncio.gather(*flood))
        assert answers == {200: MOST_AT_ONCE // 4, 429: 90 - MOST_AT_ONCE // 4}
        assert guard.seats.shares.taken == 0

    asyncio.run(asyncio.wait_for(all_of_it(), 10))


def test_who_waits_behind_nothing_of_their_own_comes_before_a_long_line() -> None:
    async def all_of_it() -> None:
        room, stuck = EnginePool(), threading.Event()
        begun: list[str] = []

        def slow() -> None:
            begun.append("greedy")
            stuck.wait(20)

        flood = [asyncio.create_task(room.work("greedy", slow)) for _ in range(MOST_OF_ONE + 5)]
        await asyncio.sleep(0.2)
        assert begun == ["greedy"] * RUN_OF_ONE
        began = time.monotonic()
        assert await room.work("other", lambda: 7) == 7
        assert time.monotonic() - began < 1
        stuck.set()
        answer = Counter(type(one) for one in await asyncio.gather(*flood, return_exceptions=True))
        assert answer == {type(None): MOST_OF_ONE, EnginePoolFull: 5}
        assert await room.work("greedy", lambda: 8) == 8

    asyncio.run(asyncio.wait_for(all_of_it(), 20))


def test_what_nobody_waits_for_any_more_is_not_begun_and_leaves_its_place() -> None:
    async def all_of_it() -> None:
        room, stuck, made = EnginePool(), threading.Event(), []
        running = [asyncio.create_task(room.work("a", lambda: stuck.wait(20))) for _ in range(RUN_OF_ONE)]
        await asyncio.sleep(0.1)
        late = [asyncio.create_task(room.work("a", lambda: made.append(1))) for _ in range(3)]
        await asyncio.sleep(0.1)
        for one in late:
            one.cancel()
        await asyncio.sleep(0)
        stuck.set()
        await asyncio.gather(*running)
        assert await room.work("a", lambda: 1) == 1
        assert made == []

    asyncio.run(asyncio.wait_for(all_of_it(), 20))


def test_a_claim_is_read_from_the_query_or_the_cookie_and_nowhere_else() -> None:
    def scope(query: bytes = b"", *headers: tuple[bytes, bytes]) -> Scope:
        return {"type": "http", "path": "/", "query_string": query, "headers": list(headers)}

    assert (
        claimed_identity.key(scope(b"query=1&key=abc"))
        == claimed_identity.key(scope(b"key=abc&monkey=1"))
        != ""
    )
    assert claimed_identity.key(scope(b"monkey=abc")) == ""
    cookie = (b"cookie", b"a=1; leftopen-0=token")
    assert claimed_identity.cookie("leftopen-0", scope(b"", cookie)) != ""
    assert claimed_identity.cookie("leftopen-1", scope(b"", cookie)) == ""
    assert claimed_identity.key(scope(b"key=")) == ""
