"""A walk whose reader is gone (the store failed, say) ends, although nobody empties its queue."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from ipaddress import IPv4Network
from pathlib import Path

from leftopen.model.scan import ScanRecord
from leftopen.service.scanning.endpoint_result import Entry
from leftopen.service.scanning.scan_runner import ScanRunner
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.workspace.workspace import open_workspace
from leftopen.sweep.ports import Ports
from leftopen.sweep.targets import Targets
from tests.durability.crowd import Crowd

HOST = "127.31.4.7"
PORTS = range(11_000, 11_012)
# Patience with a busy machine; a runner that waits for its reader does so for ever.
LONGEST_S = 120
RECORD = ScanRecord(
    id="5ca1ab1e",
    targets=(HOST,),
    ports="",
    method="connect",
    seed=1,
    started=datetime(2026, 1, 1, tzinfo=UTC),
    total=len(PORTS),
    vantage="here",
)


async def cancelled_when_full(walk: ScanRunner) -> None:
    entries: asyncio.Queue[Entry | None] = asyncio.Queue(maxsize=1)
    work = asyncio.create_task(walk.run(Targets([IPv4Network(HOST)]), Ports(tcp=tuple(PORTS)), entries))
    async with asyncio.timeout(LONGEST_S):
        while not entries.full():
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    walk.gate.stop()
    work.cancel()
    done, _ = await asyncio.wait((work,), timeout=LONGEST_S)
    assert done, "it waits for a reader that will never come"
    assert work.cancelled()


def test_a_cancelled_walk_does_not_wait_for_room_in_its_queue(tmp_path: Path) -> None:
    environ = {"LEFTOPEN_CONFIG": str(tmp_path / "config")}
    with (
        Crowd(HOST, PORTS),
        open_workspace(tmp_path / "data", {"banner_wait": 0.05}, environ=environ) as workspace,
    ):
        permits = ScopeCache(records=workspace.store.records, pinned={}, monotonic=workspace.monotonic)
        asyncio.run(cancelled_when_full(ScanRunner(workspace=workspace, record=RECORD, permits=permits)))
