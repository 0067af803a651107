"""Services asked by the program itself, in one process or in several, and whether it judged each right."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
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
from leftopen.service.scanning.endpoint_scanner import Examiner
from leftopen.service.scanning.processes.messages import Config
from leftopen.service.scanning.processes.pool import Pool
from leftopen.service.scanning.scan_setup import build_context, build_gate
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.sweep.found import Found
from tests.servers.real import RealServer

WORKERS = 200
LONGEST_S = 240
PATIENCE_S = 40
"""The deadline of one talk: who asks two hundred at once on a loaded machine waits for PostgreSQL, say."""

Item = TypeVar("Item")
Examine = Callable[[Found], Awaitable[Entry | None]]


ODD_PER_MILLE = 20
"""Of a thousand talks so many may be odd; where more are, something else was measured."""
TRIES = 3
"""A talk that is to be recorded is begun so often."""


class NotMeasured(Exception):
    """Something was missing, or too much was odd."""


class Odd(Exception):
    """One talk had another end than its server's file says; the text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    server: RealServer
    address: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Services per second that were judged right; per service requests, connections, milliseconds of CPU of
    the program (all its processes) and of the servers; services by server; what was odd about the others."""

    rate: float
    requests: float
    connections: float
    cpu_ms: float
    servers_ms: float
    right: Counter[str]
    odd: Counter[str]


@dataclass(slots=True, kw_only=True)
class Answers:
    """By server the services with the right module and verdict, the latest of them at `last`; and by its text
    what was odd."""

    last: float = 0.0
    right: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)

    def check(self) -> None:
        """Raises NotMeasured, with the commonest texts, when too many are odd."""
        odd = self.odd.total()
        if odd * 1000 > ODD_PER_MILLE * (odd + self.right.total()):
            common = "; ".join(f"{text} ({count})" for text, count in self.odd.most_common(3))
            raise NotMeasured(f"{odd} of {odd + self.right.total()} talks were odd: {common}")


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
    with open_workspace(folder / "data", settings, environ=environ) as workspace:
        yield Asking.over(workspace)


def mixed(wanted: Sequence[Item]) -> list[Item]:
    return random.Random(5).sample(list(wanted), len(wanted))


async def asked(service: Service, index: int, examine: Examine) -> None:
    """Identified and judged. Raises Odd for a wrong module or verdict."""
    found = Found(address=Address.parse(service.address), port=service.port, index=index)
    result = await examine(found)
    if not isinstance(result, EndpointResult):
        raise Odd(f"{service.server.name}: {result}")
    seen = result.observation
    open_now = {one.judged.check for one in result.outcomes if one.judged.verdict.state is State.OPEN}
    if seen.module != service.server.module or (service.server.check or None) not in (None, *open_now):
        raise Odd(f"{service.server.name}: {seen.module} {seen.info}, open: {sorted(open_now)}")


async def all_asked(wanted: Sequence[Service], examine: Examine) -> Answers:
    """All of them, 200 at once. Raises NotMeasured when it takes too long."""
    room, answers = asyncio.Semaphore(WORKERS), Answers()

    async def one(index: int, service: Service) -> None:
        async with room:
            try:
                await asked(service, index, examine)
            except Odd as odd:
                answers.odd[str(odd)] += 1
            else:
                answers.right[service.server.name] += 1
                answers.last = time.monotonic()

    try:
        async with asyncio.timeout(LONGEST_S):
            await asyncio.gather(*(one(index, service) for index, service in enumerate(mixed(wanted))))
    except TimeoutError:
        heard = answers.right.total() + answers.odd.total()
        raise NotMeasured(f"{heard} of {len(wanted)} services were examined in {LONGEST_S} s") from None
    return answers


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
        answers = await all_asked(wanted, examine)
        used = 1000 * (time.process_time() - used)
        ours, theirs = milliseconds(others) - ours, milliseconds(running_now) - theirs
    answers.check()
    return Measured(
        rate=answers.right.total() / (answers.last - began),
        requests=counts.requests / len(wanted),
        connections=counts.connections / len(wanted),
        cpu_ms=(used + ours) / len(wanted),
        servers_ms=theirs / len(wanted),
        right=answers.right,
        odd=answers.odd,
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
    it is known there what is asked first. Raises NotMeasured for a server that stays odd."""
    talks = {
        service.server.name: await _recorded(service, asking)
        for service in {service.server.name: service for service in wanted}.values()
    }
    return [
        Conversation(server=one.server.name, address=one.address, port=one.port, talks=talks[one.server.name])
        for one in wanted
    ]


async def _recorded(service: Service, asking: Asking) -> tuple[tuple[Turn, ...], ...]:
    answer = ""
    for _ in range(TRIES):
        async with relay(service.port) as (port, heard):
            here = replace(service, address="127.0.0.1", port=port)
            try:
                for _ in range(2):
                    heard.talks.clear()
                    await asked(here, port, asking.examiner.examine)
            except Odd as odd:
                answer = str(odd)
                continue
        return tuple(tuple(turns) for turns in heard.talks)
    raise NotMeasured(f"odd {TRIES} times: {answer}")
