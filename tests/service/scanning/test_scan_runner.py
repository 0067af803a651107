"""The sweep and the talks side by side: the cursor never passes what is not stored; the scope may change."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from ipaddress import IPv4Network
from pathlib import Path
from typing import cast

import pytest

from leftopen.model.scan import ScanRecord
from leftopen.model.scope import Effect
from leftopen.model.verdict import State
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.scanning.endpoint_result import EndpointResult, Entry
from leftopen.service.scanning.processes.dispatcher import PAYS_AT
from leftopen.service.scanning.processes.pool import Pool
from leftopen.service.scanning.processes.server import ForkServer
from leftopen.service.scanning.scan_runner import ScanRunner
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.workspace.workspace import Workspace
from leftopen.sweep.ports import Ports
from leftopen.sweep.targets import Targets
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.office import office
from tests.tier import tier

HOST = "127.0.0.1"
TARGETS = Targets([IPv4Network(HOST)])


def walk_of(workspace: Workspace, total: int, *, checks: bool = True, pays_at: int = PAYS_AT) -> ScanRunner:
    scan = ScanRecord(
        id="5ca1ab1e", targets=(HOST,), ports="", method="connect", seed=1,
        started=datetime(2026, 1, 1, tzinfo=UTC), total=total, vantage="here",
    )  # fmt: skip
    permits = ScopeCache(records=workspace.store.records, pinned={}, monotonic=workspace.monotonic)
    return ScanRunner(workspace=workspace, record=scan, permits=permits, checks=checks, pays_at=pays_at)


async def walked(walk: ScanRunner, ports: list[int]) -> tuple[list[EndpointResult], list[int]]:
    """All entries, and where the cursor stood at each of them."""
    queue: asyncio.Queue[Entry | None] = asyncio.Queue()
    work = asyncio.create_task(walk.run(TARGETS, Ports(tcp=tuple(ports)), queue))
    entries, cursors = [], []
    while (entry := await queue.get()) is not None:
        assert isinstance(entry, EndpointResult)
        entries.append(entry)
        cursors.append(walk.cursor)
    await work
    return entries, cursors


def test_every_open_port_becomes_one_entry_and_the_cursor_waits_for_all_of_them(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        ports = [loopback.serve(Redis()) for _ in range(5)]
        walk = walk_of(workspace, 5)
        entries, cursors = asyncio.run(walked(walk, ports))
        assert {entry.observation.endpoint.port for entry in entries} == set(ports)
        assert all(cursor <= min(entry.index for entry in entries) for cursor in cursors)
        assert walk.cursor == 0, "nothing is stored yet"
        walk.kept([entry for entry in entries if entry.index != 3])
        assert walk.cursor == 3
        walk.kept(entries)
        assert walk.cursor == 5
        assert (walk.swept, walk.found, walk.refused) == (5, 5, 0)


def test_what_the_scope_refuses_is_counted_and_not_talked_to(tmp_path: Path) -> None:
    redis = Redis()
    with Loopback() as loopback, office(tmp_path) as workspace:
        denied = record(HOST, authorised_by="", until=None, now=workspace.clock(), effect=Effect.DENY)
        scopes.add(workspace, [denied])
        walk = walk_of(workspace, 1)
        entries, _ = asyncio.run(walked(walk, [loopback.serve(redis)]))
    assert (entries, redis.asked, walk.refused, walk.found) == ([], [], 1, 0)
    assert walk.cursor == 1


def test_a_stopped_walk_keeps_what_it_cut_off_for_the_next_time(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        ports = [loopback.serve(Redis()) for _ in range(5)]
        walk = walk_of(workspace, 5)

        async def stopped() -> list[EndpointResult]:
            asyncio.get_running_loop().call_later(0.05, walk.gate.stop)
            return (await walked(walk, ports))[0]

        entries = asyncio.run(stopped())
        walk.kept(entries)
    assert entries == []
    assert walk.cursor < 5


@pytest.mark.parametrize("processes", tier([2], [1, 2]))
def test_with_several_processes_every_port_is_one_entry_and_what_waits_is_bounded(
    tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ports that are found while they start are examined here."""
    started: list[int] = []
    begin = ForkServer.__init__

    def seen(server: ForkServer) -> None:
        begin(server)
        started.append(server.pid)

    monkeypatch.setattr(ForkServer, "__init__", seen)
    redis = Redis()
    with (
        Loopback() as loopback,
        office(tmp_path, workers=4, scan_processes=processes, banner_wait=0.4) as workspace,
    ):
        ports = [loopback.serve(redis) for _ in range(60)]
        walk = walk_of(workspace, 60, pays_at=5)
        in_flight: list[int] = []

        async def all_of_them() -> list[EndpointResult]:
            # Nobody reads before the queue is full: what is examined waits, and so does the sweep.
            queue: asyncio.Queue[Entry | None] = asyncio.Queue(maxsize=2)
            work = asyncio.create_task(walk.run(TARGETS, Ports(tcp=tuple(ports)), queue))
            entries: list[EndpointResult] = []
            while (entry := await queue.get()) is not None:
                in_flight.append(walk.found - len(entries))
                assert isinstance(entry, EndpointResult)
                entries.append(entry)
                await asyncio.sleep(0.05)
            await work
            return entries

        entries = asyncio.run(all_of_them())
        walk.kept(entries)
    assert len(started) == (0 if processes == 1 else 1)
    assert sorted(entry.observation.endpoint.port for entry in entries) == sorted(ports)
    assert {one.judged.verdict.state for entry in entries for one in entry.outcomes} == {State.OPEN}
    assert walk.cursor == 60
    assert max(in_flight) <= 4 + 2 + 2, "the setting `workers`, the queue, and the one that is found next"


class FailingPool:
    """Its task ends with a bug of ours."""

    ready = False

    async def serve(self) -> None:
        raise ValueError("a bug")

    def close(self) -> None:
        """Nothing runs."""


def test_a_failure_of_the_pool_ends_the_scan_with_that_failure(tmp_path: Path) -> None:
    """Whoever reads the queue waits for its end."""
    with Loopback() as loopback, office(tmp_path, workers=1, scan_processes=2) as workspace:
        ports = [loopback.serve(Redis()) for _ in range(4)]
        walk = walk_of(workspace, 4, pays_at=1)
        walk._dispatcher.start = lambda: cast(Pool, FailingPool())

        async def failed() -> None:
            async with asyncio.timeout(30):
                await walked(walk, ports)

        with pytest.raises(ValueError, match="a bug"):
            asyncio.run(failed())
