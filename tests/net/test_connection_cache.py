"""One connection from talk to talk: what it may carry on, and that no answer is ever another question's."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.verdict import Phase, Reason
from leftopen.net.connection_cache import IDLE, NOTHING, ConnectionCache, IdleConnection
from leftopen.net.gate import Gate
from tests.net import made
from tests.net.hostile import LOCAL, NO, YES, Talk, channel_to, gate_of, serving
from tests.stopwatch import Stopwatch

OK = b"HTTP/1.1 200 OK\r\n"
AT = Endpoint(address=LOCAL, port=7)


class Told:
    """A stream that is only looked at."""

    deadline = 0.0

    def __init__(self, *, alive: bool = True, quiet: bool = True) -> None:
        self.closed = 0
        self._alive, self._quiet = alive, quiet

    def alive(self) -> bool:
        return self._alive

    def quiet(self) -> bool:
        return self._quiet

    def arrived(self) -> bytes:
        return b""

    def send(self, data: bytes) -> None: ...

    async def read(self, limit: int, until: float | None = None) -> bytes | None:
        return b""

    def close(self) -> None:
        self.closed += 1


def line(stream: Told, *, tls: bool = False, speaks: str = "http", since: float = 0.0) -> IdleConnection:
    return IdleConnection(stream=stream, endpoint=AT, tls=tls, speaks=speaks, since=since)


def test_what_fits_is_lent_once() -> None:
    kept, stream = ConnectionCache(), Told()
    kept.put(line(stream))
    taken = kept.take(AT, tls=False, speaks="http", now=IDLE)
    assert taken is not None
    assert taken.stream is stream
    assert kept.take(AT, tls=False, speaks="http", now=IDLE) is None
    assert stream.closed == 0


@pytest.mark.parametrize(
    ("stream", "endpoint", "tls", "speaks", "now"),
    [
        (Told(), Endpoint(address=LOCAL, port=8), False, "http", 0.0),
        (Told(), Endpoint(address=LOCAL, port=7, name="mail.example.org"), False, "http", 0.0),
        (Told(), AT, True, "http", 0.0),
        (Told(), AT, False, "redis", 0.0),
        (Told(), AT, False, NOTHING, 0.0),
        (Told(), AT, False, "http", IDLE + 0.1),
        (Told(quiet=False), AT, False, "http", 0.0),
    ],
    ids=["port", "name", "tls", "protocol", "fresh", "old", "a byte too many, or over"],
)
def test_what_does_not_fit_is_closed(
    stream: Told, endpoint: Endpoint, tls: bool, speaks: str, now: float
) -> None:
    kept = ConnectionCache()
    kept.put(line(stream))
    assert kept.take(endpoint, tls=tls, speaks=speaks, now=now) is None
    assert stream.closed == 1


def test_a_server_that_greets_on_is_lent_on_and_one_that_left_is_not() -> None:
    kept = ConnectionCache()
    for stream, fits in ((Told(quiet=False), True), (Told(alive=False), False)):
        kept.put(line(stream, speaks=NOTHING))
        assert (kept.take(AT, tls=False, speaks=NOTHING, now=0.0) is not None) is fits


def test_never_two_at_once_and_none_after_the_end() -> None:
    kept, streams = ConnectionCache(), [Told() for _ in range(4)]
    kept.put(line(streams[0]))
    kept.put(line(streams[1]))
    assert [stream.closed for stream in streams] == [1, 0, 0, 0]
    kept.lapse()
    kept.put(line(streams[2]))
    kept.close()
    kept.put(line(streams[3]))
    assert [stream.closed for stream in streams] == [1, 1, 1, 1]


def answering(*answers: bytes, met: list[bytes], linger: bool = True) -> Talk:
    """The n-th question of all connections gets the n-th answer; `met` has the questions, and None between
    connections. Without an answer left, or not to linger, it hangs up."""
    left = iter(answers)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(b"")
        while True:
            met.append(await reader.readuntil(b"\r\n\r\n"))
            answer = next(left, None)
            if answer is None:
                return
            writer.write(answer)
            await writer.drain()
            if not linger:
                return

    return talk


async def asked(
    port: int, gate: Gate, count: int, *, tls: bool = False, deadline: float = 2.0
) -> list[bytes]:
    """The bodies of as many talks of one sitting, each of one question."""
    kept, bodies = ConnectionCache(), []
    for number in range(count):
        async with channel_to(port, gate=gate, kept=kept, tls=tls, deadline=deadline) as channel:
            bodies.append((await channel.get(f"/{number}")).body)
        await asyncio.sleep(0.01)
    kept.close()
    return bodies


def sized(body: bytes, more: bytes = b"") -> bytes:
    return OK + b"Content-Length: %d\r\n\r\n%s%s" % (len(body), body, more)


def run(talk: Talk, count: int) -> tuple[list[bytes], int, int]:
    """(bodies, connections, requests)"""

    async def whole() -> tuple[list[bytes], int, int]:
        gate = gate_of()
        async with serving(talk) as port:
            bodies = await asked(port, gate, count)
        return bodies, gate.counts.connections, gate.counts.requests

    return asyncio.run(whole())


def test_three_talks_need_one_connection() -> None:
    met: list[bytes] = []
    chunked = OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nbb\r\n0\r\n\r\n"
    assert run(answering(sized(b"a"), chunked, sized(b"c"), met=met), 3) == ([b"a", b"bb", b"c"], 1, 3)


@pytest.mark.hostile("H24")
@pytest.mark.parametrize(
    "first",
    [
        sized(b"a", sized(b"never asked for")),
        sized(b"a", b"x"),
        OK + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
        OK + b"Content-Length: 1\r\nConnection: close\r\n\r\na",
        b"HTTP/1.1 100 Continue\r\n\r\n" + sized(b"a"),
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n" + sized(b"never asked for"),
    ],
    ids=["pipelined", "a byte", "two lengths", "says close", "interim", "trailer", "behind the chunks"],
)
def test_after_an_odd_answer_the_next_question_has_a_new_connection(first: bytes) -> None:
    met: list[bytes] = []
    assert run(answering(first, sized(b"b"), met=met), 2) == ([b"a", b"b"], 2, 2)
    assert met.count(b"") == 2


@pytest.mark.hostile("H24")
def test_an_answer_that_comes_late_and_unasked_is_nobodys() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = await reader.readuntil(b"\r\n\r\n")
        writer.write(sized(question[5:6]))
        await writer.drain()
        writer.write(sized(b"never asked for"))
        await asyncio.sleep(60)

    assert run(talk, 3)[0] == [b"0", b"1", b"2"]


@pytest.mark.parametrize("linger", [True, False], ids=["at the next question", "at once"])
def test_a_server_that_hung_up_is_asked_again_once_and_then_no_more_is_kept(linger: bool) -> None:
    count = itertools.count()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = await reader.readuntil(b"\r\n\r\n")
        writer.write(sized(question[5:6]))
        await writer.drain()
        if linger:
            await reader.readuntil(b"\r\n\r\n")
        next(count)

    bodies, connections, requests = run(talk, 4)
    assert bodies == [b"0", b"1", b"2", b"3"]
    assert connections == 4
    assert requests == (5 if linger else 4)


def test_a_server_that_reads_one_question_only_is_not_waited_for_until_the_deadline() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = await reader.readuntil(b"\r\n\r\n")
        writer.write(sized(question[5:6]))
        await asyncio.sleep(60)

    watch = Stopwatch()
    assert run(talk, 3) == ([b"0", b"1", b"2"], 3, 4)
    assert watch.seconds < 2


def test_an_answer_that_was_cut_stays_cut_and_is_not_asked_for_again() -> None:
    met: list[bytes] = []
    cut = OK + b"Content-Length: 5\r\n\r\nab"

    async def whole() -> None:
        gate = gate_of()
        kept = ConnectionCache()
        async with serving(answering(sized(b"a"), cut, met=met, linger=True)) as port:
            async with channel_to(port, gate=gate, kept=kept) as channel:
                await channel.get("/0")
            async with channel_to(port, gate=gate, kept=kept, deadline=0.3) as channel:
                with pytest.raises(TalkEnded) as caught:
                    await channel.get("/1")
                lines = channel.transcript
        assert (caught.value.reason, caught.value.phase) == (Reason.TIMEOUT, Phase.ASK)
        assert [each.sent for each in lines] == [True, False]
        assert (gate.counts.connections, gate.counts.requests) == (1, 2)

    asyncio.run(whole())


def test_a_question_that_was_sent_twice_stands_twice_in_the_transcript_and_costs_one() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(sized(b"a"))
        await writer.drain()
        await reader.readuntil(b"\r\n\r\n")

    async def whole() -> None:
        kept = ConnectionCache()
        async with serving(talk) as port:
            async with channel_to(port, kept=kept) as channel:
                await channel.get("/0")
            async with channel_to(port, kept=kept, requests=1) as channel:
                await channel.get("/1")
            assert [each.sent for each in channel.transcript] == [True, True, False]
        kept.close()

    asyncio.run(whole())


def greeting(met: list[bytes]) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(b"")
        writer.write(b"220 hel")
        await asyncio.sleep(0.05)
        writer.write(b"lo\r\n")
        while word := await reader.readline():
            met.append(word)
            writer.write(b"250 " + word)

    return talk


def test_a_greeting_goes_along_to_the_next_talk_and_after_the_first_word_no_more() -> None:
    met: list[bytes] = []

    async def whole() -> None:
        gate, kept = gate_of(), ConnectionCache()
        async with serving(greeting(met)) as port:
            async with channel_to(port, gate=gate, kept=kept) as channel:
                assert await channel.first(1) == b"220 hel"
            async with channel_to(port, gate=gate, kept=kept) as channel:
                assert await channel.read_until(b"\n") == b"220 hello\r\n"
            async with channel_to(port, gate=gate, kept=kept) as channel:
                assert await channel.read(3) == b"220"
                assert await channel.read_until(b"\n") == b" hello\r\n"
                await channel.send(b"one\r\n")
                assert await channel.read_until(b"\n") == b"250 one\r\n"
                assert [each.length for each in channel.transcript] == [11, 5, 9]
            async with channel_to(port, gate=gate, kept=kept) as channel:
                assert await channel.read_until(b"\n") == b"220 hello\r\n"
        kept.close()
        assert gate.counts.connections == 2
        assert gate.counts.bytes_read == 11 + 9 + 11

    asyncio.run(whole())
    assert met[:2] == [b"", b"one\r\n"]


def test_a_greeting_is_no_answer_to_a_page_that_is_asked_for() -> None:
    met: list[bytes] = []

    async def whole() -> None:
        kept = ConnectionCache()
        async with serving(greeting(met)) as port:
            async with channel_to(port, kept=kept) as channel:
                await channel.first(1)
            async with channel_to(port, kept=kept) as channel:
                with pytest.raises(TalkEnded):
                    await channel.get("/")
        kept.close()

    asyncio.run(whole())
    assert met.count(b"") == 2


def test_the_scope_is_asked_for_every_talk_on_a_kept_connection() -> None:
    async def whole() -> None:
        answers = [YES]
        gate, kept = gate_of(lambda address, now: answers[-1]), ConnectionCache()
        async with serving(answering(sized(b"a"), sized(b"b"), met=[])) as port:
            async with channel_to(port, gate=gate, kept=kept) as channel:
                await channel.get("/0")
            answers.append(NO)
            await asyncio.sleep(0.3)
            async with channel_to(port, gate=gate, kept=kept) as channel:
                with pytest.raises(TalkEnded) as caught:
                    await channel.get("/1")
        assert (caught.value.reason, caught.value.phase) == (Reason.OUT_OF_SCOPE, Phase.GATE)
        assert gate.counts.requests == 1

    asyncio.run(whole())


def test_inside_tls_one_handshake_serves_all_talks(tmp_path: Path) -> None:
    async def whole() -> None:
        gate, context = gate_of(), made.server(tmp_path, made.pair())
        talk = answering(sized(b"a"), sized(b"b"), sized(b"c", b"x"), sized(b"d"), met=[])
        async with serving(talk, tls=context) as port:
            assert await asked(port, gate, 4, tls=True) == [b"a", b"b", b"c", b"d"]
        assert gate.counts.connections == 2

    asyncio.run(whole())


def test_a_clear_talk_never_goes_on_where_tls_was_and_back(tmp_path: Path) -> None:
    async def whole() -> None:
        kept, context = ConnectionCache(), made.server(tmp_path, made.pair())
        async with serving(answering(sized(b"a"), met=[]), tls=context) as port:
            async with channel_to(port, kept=kept, tls=True) as channel:
                await channel.get("/")
            async with channel_to(port, kept=kept) as channel:
                with pytest.raises(TalkEnded):
                    await channel.get("/")
        kept.close()

    asyncio.run(whole())


def test_the_place_at_the_gate_is_held_while_it_is_kept_and_given_back() -> None:
    async def whole() -> None:
        left: list[str] = []

        class Counting(Gate):
            async def enter(
                self, address: object, port: int = 0, *, second: bool = False
            ) -> Callable[[], None]:
                await super().enter(LOCAL, port, second=second)
                return lambda: left.append("left")

        plain, kept = gate_of(), ConnectionCache()
        gate = Counting(permits=lambda a, n: YES, clock=plain.clock, monotonic=plain.monotonic)
        async with serving(answering(sized(b"a"), sized(b"b"), met=[])) as port:
            async with channel_to(port, gate=gate, kept=kept) as channel:
                await channel.get("/")
            assert left == []
            kept.close()
            assert left == ["left"]

    asyncio.run(whole())


PIECES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 404 No\r\n", b"HTTP/1.1 100 Go\r\n\r\n", b"HTTP/1.1 204 N\r\n",
        b"Content-Length: 3\r\n", b"Content-Length: 0\r\n", b"Connection: keep-alive\r\n",
        b"Connection: close\r\n", b"Transfer-Encoding: chunked\r\n", b"\r\n", b"abc", b"3\r\nabc\r\n",
        b"0\r\n\r\n", b"x", b"\n",
    ]
)  # fmt: skip
LYING = st.lists(PIECES, max_size=8).map(b"".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(LYING, min_size=2, max_size=4))
def test_no_server_can_have_an_answer_taken_for_a_later_question(answers: Sequence[bytes]) -> None:
    """Whatever a question is answered with on a kept connection came after that question was sent: what the
    server said before is never part of it."""

    async def whole() -> None:
        response: dict[int, bytes] = {}
        left = iter(enumerate(answers))

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while True:
                question = await reader.readuntil(b"\r\n\r\n")
                place, answer = next(left, (-1, b""))
                number = int(question.split(b" ")[1][1:])
                response[number] = response.get(number, b"") + answer
                writer.write(answer)
                await writer.drain()
                if place < 0:
                    return

        kept = ConnectionCache()
        async with serving(talk) as port:
            for number in range(len(answers)):
                async with channel_to(port, kept=kept, deadline=0.1) as channel:
                    try:
                        reply = await channel.get(f"/{number}")
                    except TalkEnded:
                        continue
                assert reply.head in response.get(number, b"")
                assert len(reply.head) + len(reply.body) <= len(response.get(number, b""))
        kept.close()

    asyncio.run(whole())
