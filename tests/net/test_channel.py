"""What a leaf is lent, against servers that mean harm."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.channel import Channel, Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Phase, Reason
from leftopen.net.channel import NetChannel
from tests.net import made
from tests.net.hostile import (
    NO,
    Talk,
    channel_to,
    dripping,
    flooding,
    gate_of,
    reset,
    resetting,
    saying,
    serving,
    silent,
)
from tests.stopwatch import Stopwatch

OK = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def no_more_memory_than(most: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] <= most
    finally:
        tracemalloc.stop()


async def got(talk: Talk, path: str = "/", limit: int = 65536, **options: Any) -> Reply:
    async with serving(talk) as port, channel_to(port, **options) as channel:
        return await channel.get(path, limit=limit)


async def reading_on(channel: NetChannel) -> None:
    while await channel.read(999):
        pass


async def ended(talk: Talk, **options: Any) -> tuple[Reason, Phase]:
    try:
        await got(talk, **options)
    except TalkEnded as early:
        return early.reason, early.phase
    pytest.fail("it gave a reply")


def test_it_is_what_leaves_are_lent() -> None:
    async def run() -> Channel:
        channel: Channel = channel_to(1)
        return channel

    assert asyncio.run(run()).level is ReadLevel.LISTING


def test_a_get_is_asked_and_answered() -> None:
    async def run() -> None:
        asked = b""

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal asked
            asked = await reader.readuntil(b"\r\n\r\n")
            writer.write(OK + b"Content-Length: 2\r\n\r\nhi")
            await asyncio.sleep(60)

        async with serving(talk) as port:
            async with channel_to(port) as channel:
                reply = await channel.get("/a")
            async with channel_to(port, name="mail.example.org") as channel:
                await channel.get("/a")
        assert (reply.status, reply.body, reply.cut) == (200, b"hi", False)
        assert asked.startswith(
            b"GET /a HTTP/1.1\r\nHost: mail.example.org:%d\r\nUser-Agent: leftopen/test\r\n" % port
        )

    asyncio.run(run())


@pytest.mark.hostile("H8")
def test_a_redirect_is_not_followed() -> None:
    reply = asyncio.run(
        got(saying(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"))
    )
    assert (reply.status, reply.header("location")) == (302, "http://127.0.0.1:1/")


@pytest.mark.hostile("H4", "S8")
def test_a_body_without_end_is_read_to_the_limit_only() -> None:
    async def run() -> None:
        gate, counter = gate_of(), [0]
        async with serving(flooding(OK + b"\r\n", counter)) as port, channel_to(port, gate=gate) as channel:
            reply = await channel.get("/", limit=65536)
        assert (len(reply.body), reply.cut) == (65536, True)
        assert gate.counts.bytes_read <= 65536 + 1024 + 16 * 1024
        assert counter[0] < 1 << 30

    with no_more_memory_than(4 << 20):
        asyncio.run(run())


@pytest.mark.hostile("S8")
def test_the_budget_of_bytes_holds_over_all_reads() -> None:
    async def run() -> None:
        gate = gate_of()
        async with (
            serving(flooding(OK + b"\r\n", [0])) as port,
            channel_to(port, gate=gate, budget=10_000) as channel,
        ):
            assert (await channel.get("/")).cut
            with pytest.raises(TalkEnded) as caught:
                await channel.get("/")
            assert (caught.value.reason, caught.value.phase) == (Reason.BUDGET_SPENT, Phase.GATE)
        assert gate.counts.bytes_read == 10_000
        async with serving(flooding(b"", [0])) as port, channel_to(port, gate=gate, budget=10_000) as channel:
            await channel.send(b"?")
            with pytest.raises(TalkEnded):
                await reading_on(channel)
        assert gate.counts.bytes_read == 20_000

    asyncio.run(run())


@pytest.mark.hostile("H6")
def test_bombs_stay_folded() -> None:
    single = gzip.compress(bytes(100 << 20))
    triple = gzip.compress(gzip.compress(single))
    with no_more_memory_than(4 << 20):
        reply = asyncio.run(got(saying(OK + b"Content-Encoding: gzip\r\n\r\n" + single), budget=1 << 20))
        assert (len(reply.body), reply.cut) == (65536, True)
        for chain in (b"gzip, gzip, gzip", b", ".join([b"gzip"] * 50), b"br", b"zstd"):
            reply = asyncio.run(got(saying(OK + b"Content-Encoding: " + chain + b"\r\n\r\n" + triple)))
            assert reply.body == triple
        reply = asyncio.run(got(saying(OK + b"Content-Encoding: gzip\r\n\r\n" + triple)))
        assert reply.body == gzip.decompress(triple)


@pytest.mark.hostile("H5")
def test_a_hundred_thousand_headers_are_cut() -> None:
    reply = asyncio.run(got(saying(OK + b"A: b\r\n" * 100_000 + b"\r\n")))
    assert (len(reply.headers), reply.cut) == (200, True)
    reply = asyncio.run(got(saying(OK + b"A: " + b"b" * 10_000_000 + b"\r\n\r\n")))
    assert reply.cut


@pytest.mark.hostile("H7")
@pytest.mark.parametrize(
    "body", [b"ffffffffffffffff\r\nabc", b"-1\r\nabc", b"nonsense", b"5\r\nab", b"1\r\nx\r\n" * 1_000_000]
)
def test_chunk_garbage_is_cut(body: bytes) -> None:
    assert asyncio.run(got(saying(OK + b"Transfer-Encoding: chunked\r\n\r\n" + body))).cut


@pytest.mark.hostile("H1", "H2", "H5", "H7")
@pytest.mark.parametrize(
    "talk",
    [
        silent,
        dripping(b"", b"x", 0.05),
        dripping(OK, b"A: b\r\n", 0.05),
        dripping(OK + b"\r\n", b"x", 0.05),
        dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.05),
    ],
    ids=["silent", "a word", "headers", "body", "chunks"],
)
def test_whoever_is_slow_is_left_at_the_deadline(talk: Talk) -> None:
    watch = Stopwatch()
    assert asyncio.run(ended(talk, deadline=0.3)) in {
        (Reason.TIMEOUT, Phase.ASK),
        (Reason.OTHER_PROTOCOL, Phase.ASK),
    }
    assert watch.seconds < 0.7


def test_the_deadline_counts_over_all_connections_of_a_talk() -> None:
    async def run() -> None:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            await asyncio.sleep(0.3)
            writer.write(OK + b"Content-Length: 0\r\n\r\n")

        watch = Stopwatch()
        async with serving(talk) as port, channel_to(port, deadline=0.8) as channel:
            await channel.get("/")
            await channel.get("/")
            with pytest.raises(TalkEnded) as caught:
                await channel.get("/")
        assert caught.value.reason is Reason.TIMEOUT
        assert watch.seconds < 1.2

    asyncio.run(run())


def test_other_protocols_and_hanging_up_are_told_apart() -> None:
    assert asyncio.run(ended(saying(b"SSH-2.0-x\r\n"))) == (Reason.OTHER_PROTOCOL, Phase.ASK)
    assert asyncio.run(ended(saying(b""))) == (Reason.CUT, Phase.ASK)
    assert asyncio.run(ended(resetting)) == (Reason.REFUSED, Phase.ASK)


@pytest.mark.hostile("H31")
def test_what_was_said_before_a_reset_was_said() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(OK + b"Content-Length: 100\r\n\r\nabc")
        await asyncio.sleep(0.1)
        reset(writer)

    reply = asyncio.run(got(talk))
    assert (reply.status, reply.body, reply.cut) == (200, b"abc", True)


def test_a_level_that_is_not_allowed_sends_nothing() -> None:
    async def run() -> None:
        met: list[int] = []

        async def counting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            met.append(1)

        gate = gate_of()
        async with serving(counting) as port:
            async with channel_to(port, gate=gate, level=ReadLevel.METADATA) as channel:
                with pytest.raises(TalkEnded) as caught:
                    await channel.get("/", at=ReadLevel.LISTING)
                assert (caught.value.reason, caught.value.phase) == (Reason.NEEDS_LISTING, Phase.GATE)
                with pytest.raises(TalkEnded) as caught:
                    await channel.send(b"x", at=ReadLevel.SAMPLE)
                assert (caught.value.reason, caught.value.phase) == (Reason.NEEDS_SAMPLE, Phase.GATE)
            await asyncio.sleep(0.05)
        assert met == []
        assert (gate.counts.connections, gate.counts.requests, gate.counts.bytes_sent) == (0, 0, 0)

    asyncio.run(run())


def test_a_refused_address_is_not_even_connected_to() -> None:
    async def run() -> None:
        met: list[int] = []

        async def counting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            met.append(1)

        gate = gate_of(lambda address, now: NO)
        async with serving(counting) as port, channel_to(port, gate=gate) as channel:
            for asking in (channel.get("/"), channel.send(b"x"), channel.read(), channel.first(0.1)):
                with pytest.raises(TalkEnded) as caught:
                    await asking
                assert (caught.value.reason, caught.value.phase) == (Reason.OUT_OF_SCOPE, Phase.GATE)
            await asyncio.sleep(0.05)
        assert met == []
        assert (gate.counts.connections, gate.counts.bytes_sent) == (0, 0)

    asyncio.run(run())


def test_the_allowance_of_requests_is_kept() -> None:
    async def run() -> None:
        gate = gate_of()
        async with serving(saying(OK + b"\r\n")) as port, channel_to(port, gate=gate, requests=2) as channel:
            await channel.get("/")
            await channel.send(b"GET / HTTP/1.0\r\n\r\n")
            with pytest.raises(TalkEnded) as caught:
                await channel.get("/")
        assert (caught.value.reason, caught.value.phase) == (Reason.BUDGET_SPENT, Phase.GATE)
        assert gate.counts.requests == 2

    asyncio.run(run())


def test_a_path_that_smuggles_is_no_request() -> None:
    async def run() -> None:
        async with channel_to(1) as channel:
            with pytest.raises(ValueError, match="control"):
                await channel.get("/\r\nX: y")

    asyncio.run(run())


def test_who_speaks_first_is_heard_and_silence_is_not_an_end() -> None:
    async def run() -> None:
        async def greeting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 hello\r\n")
            await asyncio.sleep(60)

        async def leaving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            pass

        async with serving(greeting) as port, channel_to(port) as channel:
            assert (await channel.first(1), channel.ended) == (b"220 hello\r\n", False)
        async with serving(leaving) as port, channel_to(port) as channel:
            assert (await channel.first(1), channel.ended) == (b"", True)
        async with serving(silent) as port, channel_to(port) as channel:
            watch = Stopwatch()
            assert (await channel.first(0.2), channel.ended) == (b"", False)
            assert watch.clock > 0.15
            assert watch.seconds < 0.5

    asyncio.run(run())


def test_lines_are_read_one_by_one_and_what_follows_is_kept() -> None:
    async def run() -> None:
        async with serving(saying(b"one\r\ntwo\r\nrest")) as port, channel_to(port) as channel:
            await channel.send(b"?")
            assert await channel.read_until(b"\r\n") == b"one\r\n"
            assert await channel.read_until(b"\r\n") == b"two\r\n"
            assert await channel.read(2) == b"re"
            assert await channel.read_until(b"\r\n") == b"st"
            assert await channel.read() == b""

    asyncio.run(run())


@pytest.mark.hostile("H3")
def test_a_line_without_end_stops_at_the_limit() -> None:
    async def run() -> None:
        async with serving(flooding(b"", [0])) as port, channel_to(port) as channel:
            assert await channel.read_until(b"\r\n", 100) == b"x" * 100

    asyncio.run(run())


def test_an_end_that_arrives_in_two_pieces_is_seen() -> None:
    async def run() -> None:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"line\r")
            await asyncio.sleep(0.1)
            writer.write(b"\nmore")
            await asyncio.sleep(60)

        async with serving(talk) as port, channel_to(port) as channel:
            assert await channel.read_until(b"\r\n") == b"line\r\n"

    asyncio.run(run())


def test_everything_is_in_the_transcript_and_nothing_of_it_is_long() -> None:
    async def run() -> NetChannel:
        talk = saying(OK + b"X: " + b"x" * 400 + b"\r\n\r\n" + b"y" * 5000)
        async with serving(talk) as port, channel_to(port) as channel:
            await channel.get("/a")
            return channel

    sent, heard = asyncio.run(run()).transcript
    assert (sent.sent, heard.sent) == (True, False)
    assert sent.excerpt.startswith("GET /a HTTP/1.1")
    assert heard.length == len(OK) + 407 + 5000
    assert heard.digest == f"{heard.length:x}"
    assert len(heard.excerpt) == 256
    assert heard.excerpt.endswith("xx")
    assert heard.at >= sent.at


def test_a_talk_that_ended_early_still_has_its_transcript() -> None:
    async def run() -> NetChannel:
        async with serving(saying(b"SSH-2.0-x\r\n")) as port, channel_to(port) as channel:
            with pytest.raises(TalkEnded):
                await channel.get("/")
            return channel

    assert [line.length for line in asyncio.run(run()).transcript][1:] == [11]


def test_http_inside_tls_and_the_certificate_beside_it(tmp_path: Path) -> None:
    async def run() -> NetChannel:
        context = made.server(tmp_path, made.pair())
        answer = saying(OK + b"Content-Length: 2\r\n\r\nhi")
        async with serving(answer, tls=context) as port, channel_to(port, tls=True) as channel:
            assert (await channel.get("/")).body == b"hi"
            return channel

    facts = asyncio.run(run()).tls_facts
    assert facts is not None
    assert facts.der == made.pair()[2]


def test_tls_that_fails_never_turns_into_talk_in_the_clear() -> None:
    async def run() -> None:
        heard = bytearray()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while piece := await reader.read(1000):
                heard.extend(piece)
                writer.write(b"no tls here\r\n")

        async with serving(talk) as port, channel_to(port, tls=True) as channel:
            for _ in range(2):
                with pytest.raises(TalkEnded) as caught:
                    await channel.send(b"SECRET QUESTION")
                assert (caught.value.reason, caught.value.phase) == (Reason.TLS_FAILED, Phase.TLS)
            await asyncio.sleep(0.05)
        assert heard
        assert b"SECRET" not in heard

    asyncio.run(run())


@pytest.mark.hostile("H32")
def test_many_tarpits_take_no_longer_than_one() -> None:
    async def run() -> None:
        gate = gate_of()
        async with serving(silent) as port:

            async def one() -> Reason:
                async with channel_to(port, gate=gate, deadline=0.5) as channel:
                    with pytest.raises(TalkEnded) as caught:
                        await channel.get("/")
                    return caught.value.reason

            watch = Stopwatch()
            assert set(await asyncio.gather(*(one() for _ in range(200)))) == {Reason.TIMEOUT}
            assert watch.seconds < 2

    asyncio.run(run())


@pytest.mark.parametrize(("answer", "heard"), [(b"150 Here it comes.\r\n", b"a list"), (b"550 No.\r\n", b"")])
def test_what_is_said_beside_a_second_connection_decides_whether_it_is_read(
    answer: bytes, heard: bytes
) -> None:
    async def run() -> None:
        async def data(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if heard:
                writer.write(heard)
            else:
                await asyncio.sleep(60)

        talk = saying(answer, then_close=False)
        async with serving(data) as second, serving(talk) as port, channel_to(port) as channel:
            assert await channel.beside(second, say=b"LIST\r\n") == heard
            assert await channel.read_until(b"\n") == answer
            assert [line.length for line in channel.transcript if line.sent] == [6]

    asyncio.run(run())


def test_a_reset_may_be_taken_as_the_end() -> None:
    async def run() -> None:
        async with serving(resetting) as port:
            async with channel_to(port) as channel:
                await channel.send(b"a question")
                assert await channel.read(reset_ends=True) == b""
            async with channel_to(port) as channel:
                await channel.send(b"a question")
                with pytest.raises(TalkEnded) as caught:
                    await channel.read()
        assert caught.value.reason is Reason.REFUSED

    asyncio.run(run())
