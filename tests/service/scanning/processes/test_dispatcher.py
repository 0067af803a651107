"""Where an endpoint is examined: here while that is enough, elsewhere when endpoints have to wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import pytest

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.scope import Permit
from leftopen.net.gate import Gate
from leftopen.pipeline.context import ScanContext
from leftopen.service.scanning.endpoint_result import Entry, Unexamined
from leftopen.service.scanning.endpoint_scanner import Examiner
from leftopen.service.scanning.processes.dispatcher import MOST, Dispatcher, process_count
from leftopen.service.scanning.processes.pool import Pool, PoolGone
from leftopen.service.workspace.workspace import utc_now
from leftopen.settings import Settings
from leftopen.sweep.found import Found
from tests.net.hostile import gate_of
from tests.pipeline.walking import LOCAL, NO, yes

THERE = Address.parse("198.18.0.7")


@dataclass
class FakeContext:
    gate: Gate
    clock: Callable[[], datetime] = utc_now


@dataclass
class Here:
    """Stands for the examiner of this process; `hold` keeps it at work."""

    context: FakeContext
    refuses: bool = False
    hold: asyncio.Event | None = None
    asked: list[int] = field(default_factory=list)

    def permits(self, address: Address, now: datetime) -> Permit:
        return NO if self.refuses else yes()

    async def examine(self, found: Found) -> Entry | None:
        self.asked.append(found.port)
        if self.hold is not None:
            await self.hold.wait()
        return entry(found)


@dataclass
class There:
    """Stands for the pool."""

    ready: bool = True
    gone: bool = False
    closed: bool = False
    asked: list[int] = field(default_factory=list)

    async def serve(self) -> None:
        await asyncio.sleep(600)

    async def examine(self, found: Found) -> Entry | None:
        if self.gone:
            raise PoolGone
        self.asked.append(found.port)
        return entry(found)

    def close(self) -> None:
        self.closed = True


def entry(found: Found) -> Entry:
    return Unexamined(index=found.index, endpoint=Endpoint(address=found.address, port=found.port))


def at(port: int, address: Address = LOCAL) -> Found:
    return Found(address=address, port=port, index=port)


def made(here: Here, there: There, count: int = 2) -> Dispatcher:
    return Dispatcher(
        examiner=cast(Examiner, here), count=count, start=lambda: cast(Pool, there), pays_at=100
    )


def inside(*, refuses: bool = False) -> Here:
    return Here(context=cast(FakeContext, cast(ScanContext, FakeContext(gate=gate_of()))), refuses=refuses)


@pytest.mark.parametrize(("count", "found", "elsewhere"), [(2, 99, False), (2, 100, True), (1, 5000, False)])
def test_the_processes_start_when_enough_was_found_and_there_may_be_several(
    count: int, found: int, elsewhere: bool
) -> None:
    here, there = inside(), There()

    async def one() -> None:
        dispatcher = made(here, there, count)
        dispatcher.waiting(found)
        await dispatcher.examine(at(7))
        await dispatcher.close()

    asyncio.run(one())
    assert (there.asked, here.asked) == (([7], []) if elsewhere else ([], [7]))
    assert there.closed is elsewhere


def test_until_they_are_ready_and_after_they_are_gone_it_is_done_here() -> None:
    here, there = inside(), There(ready=False)

    async def three() -> None:
        dispatcher = made(here, there)
        dispatcher.waiting(100)
        await dispatcher.examine(at(1))
        there.ready = True
        await dispatcher.examine(at(2))
        there.gone = True
        await dispatcher.examine(at(3))
        await dispatcher.close()

    asyncio.run(three())
    assert (here.asked, there.asked) == ([1, 3], [2])


def test_what_the_scope_refuses_is_sent_to_no_process() -> None:
    here, there = inside(refuses=True), There()

    async def refused() -> Entry | None:
        dispatcher = made(here, there)
        dispatcher.waiting(100)
        try:
            return await dispatcher.examine(at(1))
        finally:
            await dispatcher.close()

    assert asyncio.run(refused()) is None
    assert (here.asked, there.asked) == ([], [])


def test_an_address_that_is_examined_here_stays_here_as_long() -> None:
    """Two gates at once would allow twice its limits; loopback has none."""
    here, there = inside(), There(ready=False)

    async def several() -> None:
        here.hold = asyncio.Event()
        dispatcher = made(here, there)
        dispatcher.waiting(100)
        first = asyncio.create_task(dispatcher.examine(at(1, THERE)))
        local = asyncio.create_task(dispatcher.examine(at(2)))
        await asyncio.sleep(0)
        there.ready = True
        second = asyncio.create_task(dispatcher.examine(at(3, THERE)))
        await dispatcher.examine(at(4))
        here.hold.set()
        await asyncio.gather(first, local, second)
        await dispatcher.examine(at(5, THERE))
        await dispatcher.close()

    asyncio.run(several())
    assert (here.asked, there.asked) == ([1, 2, 3], [4, 5])


def test_an_address_with_a_connection_of_this_moment_stays_here() -> None:
    here, there = inside(), There()

    async def recent() -> None:
        dispatcher = made(here, there)
        dispatcher.waiting(100)
        leave = await here.context.gate.enter(THERE)
        await dispatcher.examine(at(1, THERE))
        leave()
        while not here.context.gate.idle(THERE):
            await asyncio.sleep(0.02)
        await dispatcher.examine(at(2, THERE))
        await dispatcher.close()

    asyncio.run(recent())
    assert (here.asked, there.asked) == ([1], [2])


def test_the_number_is_the_setting_else_that_of_the_cores_up_to_eight() -> None:
    assert process_count(Settings(scan_processes=3)) == 3
    assert 1 <= process_count(Settings()) <= MOST
