"""A scan process ends when it can't know what it may do, and when it hangs; not because it is busy."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from leftopen.scope.decide import Scope
from leftopen.service.scanning.endpoint_result import Entry, Unexamined
from leftopen.service.scanning.processes import frames, messages, pool, server
from leftopen.service.scanning.processes.server import ForkServer
from leftopen.settings import Settings
from tests.service.office import office
from tests.service.scanning.processes.pools import children, found, pool_of, runs

PORT = 9
"""Nothing is sent to it: the examiner of these tests only takes its time."""
START = """
import sys, time
from leftopen.service.scanning.processes import fork_server, process

class Examiner:
    def __init__(self, **given):
        self.seconds = {seconds}

    async def examine(self, found):
        time.sleep(self.seconds)

process.Examiner = Examiner
process.{name} = 1
fork_server.serve(sys.argv[1])
"""


def test_a_process_that_hears_nothing_of_its_scope_ends(tmp_path: Path) -> None:
    """Its scan's process stalls: the scope may have been revoked since."""
    config = messages.Config(
        settings=Settings(), agent="", scan="", key=b"k" * 32, places=str(tmp_path), checks=True
    )
    forks = ForkServer()
    try:
        assert forks.prepare(messages.pack_message(config))
        sock = forks.fork()
        assert sock is not None
        with sock:
            sock.settimeout(30)
            frames.send(sock, messages.pack_message(messages.ScopeIs(records=(), pinned={}, domains={})))
            answer = time.monotonic()
            while frames.receive(sock):
                """Until its end of the socket closes."""
            took = time.monotonic() - answer
    finally:
        forks.close()
    assert 2.5 < took < 10


def test_a_process_that_hangs_is_ended_by_its_alarm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Giving it up would leave it at work on its address, beside the one that replaces it."""
    monkeypatch.setattr(server, "START", START.format(seconds=60, name="HUNG_S"))
    monkeypatch.setattr(pool, "SILENT_S", 5.0)

    async def hung() -> tuple[list[int], Entry | None, list[int]]:
        async with pool_of(workspace, count=1, scope=Scope) as (it, _):
            work = asyncio.ensure_future(it.examine(found(PORT)))
            while not (pids := children(it.pid)):
                await asyncio.sleep(0.02)
            result = await asyncio.wait_for(work, 50)
            return pids, result, [pid for pid in pids if runs(pid)]

    with office(tmp_path) as workspace:
        pids, result, left = asyncio.run(hung())
    assert isinstance(result, Unexamined)
    assert (len(pids), left) == (1, [])


def test_a_process_that_was_busy_reads_first_what_has_arrived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "START", START.format(seconds=2.5, name="LEASE"))

    async def busy() -> tuple[Entry | None, Entry | None, set[int]]:
        async with pool_of(workspace, count=1, scope=Scope) as (it, _):
            seen = set[int]()
            first = await it.examine(found(PORT))
            seen.update(children(it.pid))
            second = await it.examine(found(PORT + 1))
            return first, second, seen | set(children(it.pid))

    with office(tmp_path) as workspace:
        first, second, pids = asyncio.run(busy())
    assert (first, second) == (None, None), "examined, and not allowed"
    assert len(pids) == 1
