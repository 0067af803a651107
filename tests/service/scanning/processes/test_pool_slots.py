"""Which process works on an address when processes die. Made-up processes: nothing is sent to a target."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from leftopen.model.address import Address
from leftopen.net.gate import Counts
from leftopen.scope.decide import Scope
from leftopen.service.scanning.processes import frames, messages
from leftopen.service.scanning.processes import pool as pools
from leftopen.service.scanning.processes.pool import Pool
from leftopen.settings import Settings
from tests.net.hostile import gate_of
from tests.service.scanning.processes.pools import found

ADDRESSES = [Address.parse(f"198.18.0.{number}") for number in range(1, 50)]
FIRST = next(one for one in ADDRESSES if pools._place(one, 80) % 2 == 0)
SECOND = next(one for one in ADDRESSES if pools._place(one, 80) % 2 == 1)
CONFIG = messages.Config(settings=Settings(), agent="", scan="", key=b"", places="", checks=True)


class Process:
    """Answers at once: the scope does not allow it."""

    def __init__(self) -> None:
        self.frames: frames.FrameProtocol | None = None
        self.examined: list[int] = []

    async def serve(self, sock: socket.socket) -> None:
        self.frames = await frames.connect_frames(sock, self._received, lambda: None)

    def _received(self, data: bytes) -> None:
        order = messages.order(data)
        if isinstance(order, messages.Examine) and self.frames is not None:
            self.examined.append(order.index)
            self.frames.send(messages.pack_message(messages.Examined(index=order.index, counts=Counts())))

    def die(self) -> None:
        assert self.frames is not None
        self.frames.close()


class Server:
    """Stands for the fork server. The processes whose numbers are `doomed` end before they do anything."""

    pid = 0

    def __init__(self) -> None:
        self.forked: list[Process] = []
        self.doomed: set[int] = set()
        self.times: list[float] = []
        self._tasks: list[asyncio.Task[None]] = []

    def prepare(self, config: bytes) -> bool:
        return True

    def fork(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        self.times.append(time.monotonic())
        self.forked.append(process := Process())
        if len(self.forked) - 1 in self.doomed:
            theirs.close()
        else:
            self._tasks.append(asyncio.create_task(process.serve(theirs)))
        return ours

    def close(self) -> None:
        for process in self.forked:
            if process.frames is not None:
                process.die()


@asynccontextmanager
async def pool_over(server: Server, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pool]:
    monkeypatch.setattr(pools, "ForkServer", lambda: server)
    pool = Pool(config=CONFIG, count=2, gate=gate_of(), scope=Scope, fault=lambda text: None)
    serving = asyncio.create_task(pool.serve())
    while not pool.ready:
        await asyncio.sleep(0)
    try:
        yield pool
    finally:
        pool.close()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def test_in_the_place_of_a_dead_process_another_begins_only_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the dead one sent counts for the limits of its addresses; also for an endpoint that is new."""
    monkeypatch.setattr(pools, "RETRY_S", 0.5)
    server = Server()

    async def replaced() -> float:
        async with pool_over(server, monkeypatch) as pool:
            await pool.examine(found(80, FIRST))
            server.forked[0].die()
            died = time.monotonic()
            while pool._links():
                await asyncio.sleep(0.01)
            await pool.examine(found(81, FIRST))
            return server.times[1] - died

    assert asyncio.run(replaced()) >= 0.5
    assert [process.examined for process in server.forked] == [[80], [81]]


def test_an_address_that_moved_to_another_process_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own beside that one would have a gate of its own: twice the limits."""
    monkeypatch.setattr(pools, "RETRY_S", 0.0)
    monkeypatch.setattr(pools, "MOST_FAILURES", 2)
    server = Server()
    server.doomed = {1, 2}

    async def moved() -> None:
        async with pool_over(server, monkeypatch) as pool:
            await pool.examine(found(80, SECOND))
            for port in (81, 82, 83):
                await pool.examine(found(port, FIRST))

    asyncio.run(moved())
    assert [process.examined for process in server.forked] == [[80, 81, 82, 83], [], []]
