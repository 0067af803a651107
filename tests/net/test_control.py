"""Does it answer?"""

from __future__ import annotations

import asyncio

import pytest

from leftopen.model.channel import TalkEnded
from leftopen.net.control import tcp_answers
from leftopen.net.listener import listen_once
from tests.net.hostile import LOCAL, NO, gate_of


def test_a_listener_answers_and_after_it_nobody_does() -> None:
    async def run() -> None:
        async with listen_once(LOCAL) as port:
            assert await tcp_answers(gate_of(), LOCAL, port, 1)
        assert not await tcp_answers(gate_of(), LOCAL, port, 1)

    asyncio.run(run())


def test_a_look_that_was_not_allowed_is_no_no() -> None:
    with pytest.raises(TalkEnded):
        asyncio.run(tcp_answers(gate_of(lambda address, now: NO), LOCAL, 1, 1))
