"""Two at once, in turn."""

from __future__ import annotations

import asyncio

from leftopen.net.connection_limit import ConnectionLimit


def test_the_third_waits_until_one_is_given_back() -> None:
    async def run() -> None:
        slots = ConnectionLimit(most=2)
        turns = [slots.ask("a") for _ in range(3)]
        assert [turn.done() for turn in turns] == [True, True, False]
        slots.release("a", turns[0])
        assert turns[2].done()

    asyncio.run(run())


def test_one_that_gave_up_waiting_holds_nobody_up() -> None:
    async def run() -> None:
        slots = ConnectionLimit(most=1)
        first, second, third = (slots.ask("a") for _ in range(3))
        slots.release("a", second)
        slots.release("a", first)
        assert third.done()
        slots.release("a", third)
        assert slots.ask("a").done()

    asyncio.run(run())
