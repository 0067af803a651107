"""Answers that come in crumbs are put together before anybody is asked who knows them."""

from __future__ import annotations

import asyncio

import pytest

from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.test_identify import heard

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n<title>crumbs</title>"


def crumbs(answer: bytes, *, asked: bool) -> Talk:
    """One byte at a time, each on its own."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if asked:
            await reader.read(1000)
        for at in range(len(answer)):
            writer.write(answer[at : at + 1])
            await writer.drain()
            await asyncio.sleep(0.005)
        await reader.read(1000)

    return talk


@pytest.mark.hostile("H31")
@pytest.mark.parametrize(
    ("said", "asked", "module"),
    [(PAGE, True, "http"), (b"SSH-2.0-made_up\r\n", False, "ssh"), (b"+PONG\r\n", True, "redis")],
)
def test_an_answer_in_crumbs_is_known(said: bytes, asked: bool, module: str) -> None:
    with Loopback() as loopback:
        assert heard(loopback.serve(crumbs(said, asked=asked))).module == module


def test_a_short_answer_that_nobody_knows_is_not_waited_with_for_long() -> None:
    with Loopback() as loopback:
        seen = heard(loopback.serve(crumbs(b"?!", asked=True)))
    assert (seen.module, seen.data) == ("unknown", "?!")
    assert seen.duration < 2.5
