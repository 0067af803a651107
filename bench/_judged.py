"""Services asked by the program itself, in one process or in several, and whether it judged each right."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import uvloop

from bench._cpu import milliseconds, servers
from bench._floor import Conversation, Turn, relay
from leftopen.model.address import Address
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import State
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.service.ingest import places
from leftopen.service.scanning.endpoint_result import EndpointResult, Entry
from leftopen.service.scanning.examiner import Examiner
from leftopen.service.scanning.processes.messages import Config
from leftopen.service.scanning.processes.pool import Pool
from leftopen.service.scanning.scan_setup import build_context, build_gate
from leftopen.service.workspace import Workspace, opened
from leftopen.sweep.found import Found
from tests.servers.real import RealServer

WORKERS = 200
LONGEST_S = 240
PATIENCE_S = 40
"""The deadline of one talk: who asks two hundred at once on a loaded machine waits for PostgreSQL, say."""

Item = TypeVar("Item")
Examine = Callable[[Found], Awaitable[Entry | None]]


class NotMeasured(Exception):
    """Something was missing, or a verdict was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    server: RealServer
    address: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Services per second; per service requests, connections, milliseconds of CPU of the program (all its
    processes) and of the servers; services by server."""

    rate: float
    requests: float
    connections: float
    cpu_ms: float
    servers_ms: float
    right: Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The tools of a scan of loopback, at the reading level `listing`."""

    workspace: Workspace
    examiner: Examiner
    scope: Scope

    @classmethod
    def over(cls, workspace: Workspace) -> Asking:
        now = workspace.clock()
        named = record(
            "127.0.0.0/8", authorised_by="the bench", until=now + timedelta(days=1), now=now,
            level=ReadLevel.LISTING, anonymous=True,
        )  # fmt: skip
        scope = Scope(records=(named,))
        context = build_context(workspace, build_gate(workspace, scope.permit), "bench")
        return cls(
            workspace=workspace,
            examiner=Examiner(context=context, permits=scope.permit, live={}),
            scope=scope,
        )

    def pool(self, count: int) -> Pool:
        context = self.examiner.context
        config = Config(
            settings=context.settings, agent=context.agent, scan=context.scan, key=context.contents.key,
            places=str(places.folder(self.workspace)), checks=True,
        )  # fmt: skip
        return Pool(
            config=config, count=count, gate=context.gate, scope=lambda: self.scope, fault=context.fault
        )


@contextmanager
def lent(folder: Path) -> Iterator[Asking]:
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    settings: dict[str, object] = {"vantage_name": "bench", "deadline": PATIENCE_S}
    with opened(folder / "data", settings, environ=environ) as workspace:
        yield Asking.over(workspace)


def mixed(wanted: Sequence[Item]) -> list[Item]:
    return random.Random(5).sample(list(wanted), len(wanted))


async def asked(service: Service, index: int, examine: Examine) -> None:
    """Identified and judged. Raises NotMeasured for a wrong module or verdict."""
    found = Found(address=Address.parse(service.address), port=service.port, index=index)
    result = await examine(found)
    if not isinstance(result, EndpointResult):
        raise NotMeasured(f"{service.server.name}: {result}")
    seen = result.observation
    open_now = {one.judged.check for one in result.outcomes if one.judged.verdict.state is State.OPEN}
    if seen.module != service.server.module or (service.server.check or None) not in (None, *open_now):
        raise NotMeasured(f"{service.server.name}: {seen.module} {seen.info}, open: {sorted(open_now)}")


async def all_asked(wanted: Sequence[Service], examine: Examine) -> Counter[str]:
    """Server → services with the right module and verdict, 200 at once. Raises NotMeasured for a wrong
    one."""
    room, right = asyncio.Semaphore(WORKERS), Counter[str]()

    async def one(index: int, service: Service) -> None:
        async with room:
            await asked(service, index, examine)
        right[service.server.name] += 1

    async with asyncio.timeout(LONGEST_S):
        await asyncio.gather(*(one(index, service) for index, service in enumerate(mixed(wanted))))
    return right


def measured(wanted: Sequence[Service], folder: Path, processes: int) -> Measured:
    """In this process alone (1), or in so many others; those are ready before the clock starts."""
    running_now = servers()
    with lent(folder) as asking:
        return uvloop.run(_measured(wanted, asking, processes, running_now))


async def _measured(
    wanted: Sequence[Service], asking: Asking, processes: int, running_now: frozenset[int]
) -> Measured:
    counts = asking.examiner.context.gate.counts
    async with _examining(asking, processes) as (examine, others):
        theirs, ours = milliseconds(running_now), milliseconds(others)
        began, used = time.monotonic(), time.process_time()
        right = await all_asked(wanted, examine)
        took, used = time.monotonic() - began, 1000 * (time.process_time() - used)
        ours, theirs = milliseconds(others) - ours, milliseconds(running_now) - theirs
    return Measured(
        rate=len(wanted) / took,
        requests=counts.requests / len(wanted),
        connections=counts.connections / len(wanted),
        cpu_ms=(used + ours) / len(wanted),
        servers_ms=theirs / len(wanted),
        right=right,
    )


@asynccontextmanager
async def _examining(asking: Asking, processes: int) -> AsyncIterator[tuple[Examine, frozenset[int]]]:
    """Who examines, and the fork server whose children do."""
    if processes == 1:
        yield asking.examiner.examine, frozenset()
        return
    pool = asking.pool(processes)
    serving = asyncio.create_task(pool.serve())
    try:
        while not pool.ready and not serving.done():
            await asyncio.sleep(0.01)
        yield pool.examine, frozenset({pool.pid})
    finally:
        pool.close()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


async def recorded(wanted: Sequence[Service], asking: Asking) -> list[Conversation]:
    """What is said to each of them, as one service of each server was asked: the second one on its port, when
    it is known there what is asked first."""
    talks: dict[str, tuple[tuple[Turn, ...], ...]] = {}
    for service in {service.server.name: service for service in wanted}.values():
        async with relay(service.port) as (port, heard):
            for _ in range(2):
                heard.talks.clear()
                await asked(replace(service, address="127.0.0.1", port=port), port, asking.examiner.examine)
        talks[service.server.name] = tuple(tuple(turns) for turns in heard.talks)
    return [
        Conversation(server=one.server.name, address=one.address, port=one.port, talks=talks[one.server.name])
        for one in wanted
    ]
