"""A pool of real processes over a data folder of its own, and what runs in it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from leftopen.model.address import Address
from leftopen.model.scope import Effect
from leftopen.net.gate import Gate
from leftopen.scope.decide import Scope
from leftopen.scope.file import record
from leftopen.service.ingest import places
from leftopen.service.scanning.endpoint_result import EndpointResult, Entry
from leftopen.service.scanning.endpoint_scanner import Examiner
from leftopen.service.scanning.processes.messages import Config
from leftopen.service.scanning.processes.pool import Pool
from leftopen.service.scanning.scan_setup import build_context, build_gate
from leftopen.service.workspace.workspace import Workspace, utc_now
from leftopen.sweep.found import Found

HOST = Address.parse("127.0.0.1")
READY_S = 60.0

Examine = Callable[[Found], Awaitable[Entry | None]]


def found(port: int, address: Address = HOST) -> Found:
    """The port is its place in the order, too."""
    return Found(address=address, port=port, index=port)


def examiner(workspace: Workspace, scope: Scope) -> Examiner:
    context = build_context(workspace, build_gate(workspace, scope.permit), "5ca1ab1e")
    return Examiner(context=context, permits=scope.permit, live={})


@asynccontextmanager
async def pool_of(
    workspace: Workspace,
    *,
    count: int = 2,
    scope: Callable[[], Scope] = Scope,
    fault: Callable[[str], None] = print,
) -> AsyncIterator[tuple[Pool, Gate]]:
    """Ready when this begins; its processes are gone when it ends."""
    inside = examiner(workspace, scope())
    context = inside.context
    config = Config(
        settings=context.settings, agent=context.agent, scan=context.scan, key=context.contents.key,
        places=str(places.folder(workspace)), checks=True,
    )  # fmt: skip
    pool = Pool(config=config, count=count, gate=context.gate, scope=scope, fault=fault)
    serving = asyncio.create_task(pool.serve())
    try:
        async with asyncio.timeout(READY_S):
            while not pool.ready:
                await asyncio.sleep(0.01)
        yield pool, context.gate
    finally:
        pool.close()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def children(pid: int) -> list[int]:
    """The processes that were forked by this one and still run."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def runs(pid: int) -> bool:
    """A zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def denied(text: str) -> Scope:
    now = utc_now()
    return Scope(records=(record(text, authorised_by="", until=None, now=now, effect=Effect.DENY),))


async def all_of(examine: Examine, ports: Sequence[int]) -> list[Entry | None]:
    return await asyncio.gather(*(examine(found(port)) for port in ports))


def told(entry: Entry | None) -> tuple[object, ...]:
    """What a user learns of it; times, random ids and random paths apart."""
    assert isinstance(entry, EndpointResult), entry
    seen = entry.observation
    return (
        entry.index, seen.endpoint, seen.module, seen.product, seen.version, seen.data, seen.hash, seen.tls,
        seen.identity, seen.vantage, seen.scan, seen.clause, dict(seen.blocks), seen.location, entry.suspect,
        [
            (one.judged.check, one.judged.verdict, one.judged.route, one.judged.intent,
             [(line.sent, line.length) for line in one.judged.transcript],
             one.finding and (one.finding.severity, one.finding.size, one.finding.evidence))
            for one in entry.outcomes
        ],
    )  # fmt: skip
