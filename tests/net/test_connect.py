"""One connection: refused, silent, reset, and the kernel talking to itself."""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import Any

import pytest

from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Phase, Reason
from leftopen.net import connect
from leftopen.net.connect import open_stream
from leftopen.net.gate import Gate
from leftopen.net.stream import BUFFER
from tests.net.hostile import LOCAL, NO, flooding, gate_of, resetting, saying, serving, silent
from tests.stopwatch import Stopwatch


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


async def ends(gate: Gate, port: int, seconds: float = 1.0, send: bytes = b"hello") -> tuple[Reason, Phase]:
    try:
        async with open_stream(gate, LOCAL, port, seconds) as stream:
            stream.send(send)
            while await stream.read(4096):
                pass
    except TalkEnded as ended:
        return ended.reason, ended.phase
    pytest.fail("the talk went on to its end")


def test_a_closed_port_is_refused() -> None:
    assert asyncio.run(ends(gate_of(), free_port())) == (Reason.REFUSED, Phase.CONNECT)


def test_a_full_backlog_is_a_timeout_while_connecting() -> None:
    async def run() -> tuple[Reason, Phase]:
        with socket.socket() as full, socket.socket() as one, socket.socket() as two:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            for sock in (one, two):
                sock.setblocking(False)
                sock.connect_ex(full.getsockname())
            return await ends(gate_of(), full.getsockname()[1], 0.3)

    assert asyncio.run(run()) == (Reason.TIMEOUT, Phase.CONNECT)


def test_silence_is_a_timeout_at_the_deadline() -> None:
    async def run() -> None:
        async with serving(silent) as port:
            watch = Stopwatch()
            assert await ends(gate_of(), port, 0.4) == (Reason.TIMEOUT, Phase.ASK)
            assert watch.clock > 0.35
            assert watch.seconds < 0.9

    asyncio.run(run())


def test_a_reset_in_the_talk_is_a_refusal() -> None:
    async def run() -> None:
        async with serving(resetting) as port:
            assert await ends(gate_of(), port) == (Reason.REFUSED, Phase.ASK)

    asyncio.run(run())


def test_a_refused_address_opens_no_socket() -> None:
    async def run() -> None:
        met: list[int] = []

        async def counting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            met.append(1)

        async with serving(counting) as port:
            assert await ends(gate_of(lambda a, n: NO), port) == (Reason.OUT_OF_SCOPE, Phase.GATE)
            await asyncio.sleep(0.05)
        assert met == []

    asyncio.run(run())


def test_a_flood_stays_outside() -> None:
    async def run() -> None:
        counter = [0]
        gate = gate_of()
        async with serving(flooding(b"", counter)) as port, open_stream(gate, LOCAL, port, 2) as stream:
            await asyncio.sleep(0.5)
            heard = await stream.read(1 << 20)
            assert heard is not None
            assert 0 < len(heard) <= BUFFER
            # What the server got rid of fits the kernel's own buffers.
            assert counter[0] < 64 << 20
            assert gate.counts.bytes_read == len(heard)

    asyncio.run(run())


def test_a_long_answer_arrives_whole_and_in_order() -> None:
    async def run() -> None:
        data = bytes(range(256)) * 4000
        async with serving(saying(data)) as port, open_stream(gate_of(), LOCAL, port, 5) as stream:
            stream.send(b"?")
            heard = bytearray()
            while piece := await stream.read(1000):
                heard += piece
            assert bytes(heard) == data

    asyncio.run(run())


def test_the_same_over_uvloop() -> None:
    import uvloop

    async def run() -> None:
        data = bytes(range(256)) * 4000
        async with serving(saying(data)) as port, open_stream(gate_of(), LOCAL, port, 5) as stream:
            stream.send(b"?")
            heard = bytearray()
            while piece := await stream.read(70_000):
                heard += piece
            assert bytes(heard) == data
        async with serving(resetting) as port:
            assert await ends(gate_of(), port) == (Reason.REFUSED, Phase.ASK)
        async with serving(silent) as port:
            assert await ends(gate_of(), port, 0.2) == (Reason.TIMEOUT, Phase.ASK)
        assert await ends(gate_of(), free_port()) == (Reason.REFUSED, Phase.CONNECT)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


class TalkingToItself(asyncio.SelectorEventLoop):
    """At first picks, as the kernel may by chance, the very port that is asked for as the socket's own."""

    tries = 0

    async def create_connection(self, *given: Any, **named: Any) -> Any:
        self.tries += 1
        if self.tries == 1:
            named["local_addr"] = given[1:]
        return await super().create_connection(*given, **named)


def test_a_socket_connected_to_itself_is_no_answer() -> None:
    loop = TalkingToItself()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        assert runner.run(ends(gate_of(), free_port())) == (Reason.REFUSED, Phase.CONNECT)
    assert loop.tries == 2


def test_a_stop_ends_a_read_within_a_second() -> None:
    async def run() -> None:
        gate = gate_of()
        async with serving(silent) as port:
            talk = asyncio.create_task(ends(gate, port, 30))
            await asyncio.sleep(0.1)
            gate.stop()
            watch = Stopwatch()
            assert await talk == (Reason.STOPPED, Phase.GATE)
            assert watch.seconds < 1

    asyncio.run(run())


def test_a_cancelled_talk_is_cancelled_and_its_connection_closed() -> None:
    async def run() -> None:
        gone = asyncio.Event()

        async def watching(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while await reader.read(100):
                pass
            gone.set()

        async with serving(watching) as port:
            talk = asyncio.create_task(ends(gate_of(), port, 30))
            await asyncio.sleep(0.1)
            talk.cancel()
            with pytest.raises(asyncio.CancelledError):
                await talk
            await asyncio.wait_for(gone.wait(), 1)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ECONNREFUSED, Reason.REFUSED),
        (errno.ECONNRESET, Reason.REFUSED),
        (errno.EHOSTUNREACH, Reason.TIMEOUT),
        (errno.ENETUNREACH, Reason.TIMEOUT),
        (errno.EACCES, Reason.TIMEOUT),
    ],
)
def test_only_a_refusal_is_called_one(number: int, reason: Reason) -> None:
    assert connect._why(OSError(number, "")) is reason
