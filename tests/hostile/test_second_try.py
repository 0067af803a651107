"""What is open only for who asks again, over IPv6, or under a name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.hostile.folders import listed, met, row
from tests.hostile.walked import walked
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.resp import Redis
from tests.pipeline.web import Answer, Web, page


def shy(answers: Iterator[bool], talk: Talk) -> Talk:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if next(answers, True):
            await talk(reader, writer)
        else:
            writer.transport.abort()

    return served


@pytest.mark.hostile("H30")
@pytest.mark.parametrize("refused", [1, 2])
def test_a_redis_that_hangs_up_on_the_first_who_come_is_found(refused: int) -> None:
    done = met(shy(iter([False] * refused), Redis()))
    assert done.open == ["redis_open"]


@pytest.mark.hostile("H30")
def test_what_listens_on_ipv6_alone_is_found_there() -> None:
    with Loopback() as loopback, Loopback() as newer:
        port = loopback.serve(Redis(locked=True))
        newer.serve(Redis(), host="::1", port=port)
        assert walked(port).open == []
        found = walked(port, host="::1")
    assert found.open == ["redis_open"]
    assert str(replace(found.seen.endpoint)) == f"[::1]:{port}"


@pytest.mark.hostile("H30")
def test_what_is_shown_under_one_name_only_is_found_under_that_name() -> None:
    def answer(path: str) -> Answer:
        return page(200, listed(row("plan.txt"))) if path == "/" else page(404)

    class ByName(Web):
        async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            named = b"files.example" in head
            reader.feed_data(head)
            self.answer = answer if named else lambda path: page(404, b"no such site")
            await super().__call__(reader, writer)

    assert met(ByName(answer)).open == []
    assert met(ByName(answer), name="files.example").open == ["directory_listing_open"]
