"""Ten thousand wrong cookies: none of them touches the database, and all of them together are cheap."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

from starlette.types import Message, Scope

from leftopen.web.console.app import Console as App
from leftopen.web.console.limits.session_cache import (
    AT_ONCE,
    HELD_S,
    MOST_HELD,
    BadCookieDelay,
    Known,
    SessionCache,
)
from leftopen.web.console.limits.throttle import MOST_KEPT, TOGETHER, Throttle
from tests.web.console.conftest import Console

WRONG = 10_000
CPU_S = 5.0


def counted(console: Console) -> tuple[App, list[int]]:
    """The application over session_cache that count how often they look."""
    looks: list[int] = []
    load: Callable[[], Known] = console.state.session_cache.load

    def counting() -> Known:
        looks.append(1)
        return load()

    state = console.state
    session_cache = SessionCache(
        load=counting, clock=state.session_cache.clock, monotonic=state.session_cache.monotonic
    )
    bad_cookie_delay = BadCookieDelay(monotonic=state.session_cache.monotonic, held=MOST_HELD)
    return App(replace(state, session_cache=session_cache, bad_cookie_delay=bad_cookie_delay)), looks


async def ask(app: App, cookie: str) -> int:
    scope: Scope = {
        "type": "http", "method": "GET", "path": "/exposures", "raw_path": b"/exposures", "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", cookie.encode())], "client": ("127.0.0.1", 5),
        "scheme": "http", "server": ("127.0.0.1", 80), "root_path": "", "http_version": "1.1",
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return int(sent[0]["status"])


def test_wrong_cookies_are_cheap(console: Console) -> None:
    app, looks = counted(console)

    async def flood() -> set[int]:
        return {await ask(app, f"leftopen-0=wrong{number}") for number in range(WRONG)}

    began, cpu = time.monotonic(), time.process_time()
    assert asyncio.run(flood()) == {303}
    assert time.process_time() - cpu < CPU_S
    assert len(looks) <= 2 + (time.monotonic() - began), "once a second, whatever is asked"


def test_a_flood_waits_for_its_answers_and_takes_no_more_than_its_room() -> None:
    async def flood() -> tuple[list[float], int]:
        bad_cookie_delay = BadCookieDelay(monotonic=lambda: 0.0)

        async def one() -> float:
            began = time.monotonic()
            await bad_cookie_delay.wrong()
            return time.monotonic() - began

        request = [asyncio.create_task(one()) for _ in range(100)]
        await asyncio.sleep(0)
        held = bad_cookie_delay.held
        return list(await asyncio.gather(*request)), held

    times, held = asyncio.run(flood())
    assert held == MOST_HELD
    assert sum(spent >= 0.9 * HELD_S for spent in times[int(AT_ONCE) :]) == MOST_HELD
    assert all(spent < HELD_S for spent in times[: int(AT_ONCE)])


def test_a_throttle_of_ever_new_names_stays_small() -> None:
    throttle = Throttle(monotonic=lambda: 0.0)
    for number in range(2 * MOST_KEPT):
        throttle.wait(f"name{number}", f"place{number}")
    assert len(throttle._left) <= MOST_KEPT


def test_one_place_has_an_allowance_and_it_grows_again() -> None:
    now = [0.0]
    throttle = Throttle(monotonic=lambda: now[0])
    answers = [throttle.wait(f"name{number}", "here") for number in range(40)]
    assert answers.count(0) == 30
    assert throttle.wait("name99", "elsewhere") == 0
    now[0] = 6.1
    assert throttle.wait("name98", "here") == 0
    assert throttle.wait("name97", "here") > 0


def test_what_all_do_together_has_a_bound_and_it_grows_again() -> None:
    now = [0.0]
    throttle = Throttle(monotonic=lambda: now[0])
    tries = 2 * int(TOGETHER.burst)
    answers = [throttle.wait(f"in {n}", f"place{n}", together="in") for n in range(tries)]
    assert answers == [0] * int(TOGETHER.burst) + [1] * int(TOGETHER.burst)
    assert throttle.wait("in x", "placex") == 0
    now[0] = 1.1
    assert throttle.wait("in y", "placey", together="in") == 0


def test_being_right_forgives_what_was_wrong_before() -> None:
    throttle = Throttle(monotonic=lambda: 0.0)
    for _ in range(4):
        throttle.wait("maria", "here")
    throttle.forgive("maria", "here")
    assert [throttle.wait("maria", "here") for _ in range(5)] == [0] * 5
