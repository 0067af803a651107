"""Answers that come in crumbs are put together before anybody is asked who knows them."""

from __future__ import annotations

import asyncio

import pytest

from leftopen.model.channel import TalkEnded
from leftopen.pipeline.banner_grab import grab_banner
from leftopen.pipeline.openers import Opener
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.test_identify import heard
from tests.pipeline.walking import Made, at

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n<title>crumbs</title>"


def crumbs(answer: bytes, *, asked: bool) -> Talk:
    """One byte at a time, each on its own."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if asked:
            await reader.read(1000)
        for byte in answer:
            writer.write(bytes([byte]))
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


def test_to_a_print_queue_nothing_is_sent() -> None:
    met: list[bytes] = []

    async def queue(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(await reader.read(1000))

    made = Made()
    with Loopback() as loopback:
        silence = grab_banner(
            at(loopback.serve(queue)),
            made.permit,
            made.context(),
            Opener(data=b"", wait=0.1),
            tls=False,
            seconds=2,
        )
        with pytest.raises(TalkEnded):
            asyncio.run(silence)
    assert met == [b""]
