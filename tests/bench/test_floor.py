"""What a relay writes down is said again as it was, and who does not answer so is named."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench import _floor
from bench._floor import Conversation, Recorded, Stalled, Turn, relay, said_again

GREETING, WORD, ANSWER = b"220 a test\r\n", b"HELP\r\n", b"214 none\r\n"


@contextmanager
def listening(answer: bytes = ANSWER) -> Iterator[tuple[int, list[bytes]]]:
    """A server that greets, and answers one word; what it heard."""
    heard: list[bytes] = []

    def serve(one: socket.socket) -> None:
        with one:
            one.sendall(GREETING)
            while word := one.recv(100):
                heard.append(word)
                one.sendall(answer)

    def accept(at: socket.socket) -> None:
        while True:
            try:
                one, _ = at.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(one,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as at:
        accepting = threading.Thread(target=accept, args=(at,), daemon=True)
        accepting.start()
        yield at.getsockname()[1], heard
        at.shutdown(socket.SHUT_RDWR)
    accepting.join(5)
    assert not accepting.is_alive()


def recorded(port: int) -> Recorded:
    async def run() -> Recorded:
        async with relay(port) as (through, written):
            reader, writer = await asyncio.open_connection("127.0.0.1", through)
            assert await reader.readexactly(len(GREETING)) == GREETING
            writer.write(WORD)
            assert await reader.readexactly(len(ANSWER)) == ANSWER
            writer.close()
            await writer.wait_closed()
        return written

    return asyncio.run(asyncio.wait_for(run(), 20))


def conversation(port: int, *turns: Turn) -> Conversation:
    return Conversation(server="a test", address="127.0.0.1", port=port, talks=(turns,))


def test_a_relay_writes_down_what_was_said_and_how_much_came_back() -> None:
    with listening() as (port, heard):
        written = recorded(port)
    assert heard == [WORD]
    assert written.talks == [[Turn(heard=len(GREETING)), Turn(said=WORD, heard=len(ANSWER))]]


def test_the_same_is_said_to_all_of_them() -> None:
    with listening() as (port, heard):
        [turns] = recorded(port).talks
        floor = said_again([conversation(port, *turns)] * 150)
    assert heard == [WORD] * 151
    assert floor.rate > 0
    assert floor.cpu_ms > 0


def test_who_answers_less_than_the_first_time_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_floor, "LONGEST_TALK_S", 0.2)
    with listening(b"2") as (port, _), pytest.raises(Stalled, match="when it was said again: a test"):
        said_again([conversation(port, Turn(heard=len(GREETING)), Turn(said=WORD, heard=len(ANSWER)))])


def test_a_closed_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(Stalled, match=f"port {port}: ECONNREFUSED"):
        said_again([conversation(port, Turn(heard=1))])


def test_a_few_odd_conversations_are_counted_and_delay_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_floor, "LONGEST_TALK_S", 8.0)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        closed = gone.getsockname()[1]
    with listening() as (port, _), socket.create_server(("127.0.0.1", 0)) as mute:
        right = [conversation(port, Turn(heard=len(GREETING)))] * 98
        silent = conversation(mute.getsockname()[1], Turn(heard=1))
        floor = said_again([*right, silent, conversation(closed, Turn(heard=1))])
    assert floor.odd == {
        "not answered when it was said again: a test": 1,
        f"port {closed}: ECONNREFUSED": 1,
    }
    assert floor.rate > 98 / 8
