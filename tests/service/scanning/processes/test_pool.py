"""Endpoints examined by processes of their own: the same results, and nothing lost when one dies."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Reason
from leftopen.scope.decide import Scope
from leftopen.service.scanning.endpoint_result import EndpointResult, Entry, Unexamined
from leftopen.service.scanning.processes.messages import Config
from leftopen.service.scanning.processes.pool import TRIES, Pool, PoolGone
from leftopen.service.scanning.processes.server import ForkServer
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import SECRET, Mailbox
from tests.pipeline.resp import Redis
from tests.service.office import office
from tests.service.scanning.processes.pools import (
    HOST,
    all_of,
    children,
    denied,
    examiner,
    found,
    kill,
    pool_of,
    runs,
    told,
)


class Counted(Redis):
    """Counts who connects."""

    met: int = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.met += 1
        await super().__call__(reader, writer)


class Slow(Redis):
    """Takes a while for the first answer, so that there is something to kill."""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.8)
        await super().__call__(reader, writer)


def test_the_same_results_as_in_one_process(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path, deadline=30.0) as workspace:
        ports = [
            loopback.serve(Redis()),
            loopback.serve(Redis(locked=True)),
            loopback.serve(Mailbox().web),
        ]

        async def both() -> tuple[list[Entry | None], list[Entry | None], int, int]:
            async with pool_of(workspace) as (pool, gate):
                there = await all_of(pool.examine, ports)
                requests = gate.counts.requests
            inside = examiner(workspace, Scope())
            here = await all_of(inside.examine, ports)
            return there, here, requests, inside.context.gate.counts.requests

        there, here, asked, counted = asyncio.run(both())
    assert [told(entry) for entry in there] == [told(entry) for entry in here]
    findings = [one.finding for entry in there if isinstance(entry, EndpointResult) for one in entry.outcomes]
    assert sum(one is not None for one in findings) >= 2, "something is open"
    assert SECRET not in repr(there)
    assert asked == counted, "what the processes send is counted by the scan's own gate"


def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    warnings: list[str] = []
    with Loopback() as loopback, office(tmp_path, deadline=30.0) as workspace:
        ports = [loopback.serve(Slow()) for _ in range(12)]

        async def killed() -> tuple[list[Entry | None], set[int], set[int]]:
            async with pool_of(workspace, fault=warnings.append) as (pool, _):
                work = asyncio.ensure_future(all_of(pool.examine, ports))
                while len(before := children(pool.pid)) < 2:
                    await asyncio.sleep(0.02)
                await asyncio.sleep(0.3)
                kill(before)
                entries = await work
                return entries, set(before), set(children(pool.pid))

        entries, before, after = asyncio.run(killed())
    assert [entry.observation.module for entry in entries if isinstance(entry, EndpointResult)] == [
        "redis"
    ] * len(ports)
    assert not before & after, "they were replaced"
    assert any("ended; " in text for text in warnings)


def test_an_endpoint_that_ends_every_process_is_given_up_and_the_others_are_not(tmp_path: Path) -> None:
    """Its server kills whoever connects, as a fault of a parser would."""
    pids: list[int] = []
    met: list[int] = []

    async def deadly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(1)
        kill([one for pid in pids for one in children(pid)])

    with Loopback() as loopback, office(tmp_path, deadline=30.0) as workspace:
        trap = loopback.serve(deadly)
        ports = [loopback.serve(Slow()) for _ in range(4)]

        async def survived() -> list[Entry | None]:
            async with pool_of(workspace) as (pool, _):
                pids.append(pool.pid)
                return await all_of(pool.examine, [trap, *ports])

        first, *others = asyncio.run(survived())
    assert isinstance(first, Unexamined)
    assert first.endpoint.port == trap
    assert len(met) >= TRIES
    assert all(isinstance(entry, EndpointResult) for entry in others)


def test_a_process_connects_to_nothing_that_the_scope_denies(tmp_path: Path) -> None:
    """Its own gate asks, whatever it was told to examine; a scope that changes counts at once."""
    scope = [denied("127.0.0.1")]
    redis = Counted()
    with Loopback() as loopback, office(tmp_path) as workspace:
        port, later = loopback.serve(redis), loopback.serve(Slow(), host="127.0.0.2")

        async def refused() -> tuple[Entry | None, int, Entry | None, Entry | None]:
            async with pool_of(workspace, scope=lambda: scope[0]) as (pool, _):
                first, met = await pool.examine(found(port)), redis.met
                work = asyncio.ensure_future(pool.examine(found(later, Address.parse("127.0.0.2"))))
                await asyncio.sleep(0.4)
                scope[0] = denied("127.0.0.2")
                return first, met, await work, await pool.examine(found(port))

        first, met, cut, allowed = asyncio.run(refused())
    assert (first, met) == (None, 0)
    assert isinstance(cut, EndpointResult)
    assert Reason.OUT_OF_SCOPE.value in cut.observation.info
    assert isinstance(allowed, EndpointResult)
    assert redis.met > 0


def test_after_a_stop_nothing_is_waited_for_and_nobody_runs(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        # Enough that both processes get some: the port chooses.
        ports = [loopback.serve(Slow()) for _ in range(16)]

        async def stopped() -> tuple[float, list[int]]:
            async with pool_of(workspace) as (pool, gate):
                work = [asyncio.ensure_future(pool.examine(found(port))) for port in ports]
                while len(pids := children(pool.pid)) < 2:
                    await asyncio.sleep(0.02)
                gate.stop()
                since = time.monotonic()
                ended = await asyncio.gather(*work, return_exceptions=True)
                took, server = time.monotonic() - since, pool.pid
            assert all(isinstance(one, TalkEnded) and one.reason is Reason.STOPPED for one in ended), ended
            return took, [server, *pids]

        took, pids = asyncio.run(stopped())
    assert took < 1.0
    assert not any(map(runs, pids))


def test_without_the_fork_server_the_caller_is_told_to_do_the_rest(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as workspace:
        port = loopback.serve(Slow())

        async def gone() -> None:
            async with pool_of(workspace) as (pool, _):
                work = asyncio.ensure_future(pool.examine(found(port)))
                while not (pids := children(pool.pid)):
                    await asyncio.sleep(0.02)
                kill([pool.pid, *pids])
                with pytest.raises(PoolGone):
                    await work
                assert not pool.ready

        asyncio.run(gone())


@pytest.mark.parametrize("error", [StoreFailed("the records can't be read"), ValueError("a bug")])
def test_a_scope_that_can_not_be_read_ends_what_is_under_way_with_that_error(
    tmp_path: Path, error: Exception
) -> None:
    """Nobody is left to tell the processes what they may do."""
    broken: list[Exception] = []
    faults: list[str] = []

    def scope() -> Scope:
        if broken:
            raise broken[0]
        return Scope()

    with Loopback() as loopback, office(tmp_path) as workspace:
        port = loopback.serve(Slow())

        async def failed() -> list[int]:
            async with pool_of(workspace, scope=scope, fault=faults.append) as (pool, _):
                work = asyncio.ensure_future(pool.examine(found(port)))
                while not (pids := children(pool.pid)):
                    await asyncio.sleep(0.02)
                broken.append(error)
                with pytest.raises(type(error)):
                    await asyncio.wait_for(work, 20)
                assert not pool.ready
                return pids

        pids = asyncio.run(failed())
    assert not any(map(runs, pids))
    assert ["test_pool.py" in text and "a bug" not in text for text in faults] == [True] * isinstance(
        error, ValueError
    )


def test_a_scope_that_can_not_be_read_at_all_leaves_the_pool_unready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ForkServer, "prepare", lambda server, config: True)

    def scope() -> Scope:
        raise StoreFailed("the records can't be read")

    with office(tmp_path) as workspace:
        context = examiner(workspace, Scope()).context
        config = Config(
            settings=context.settings, agent="", scan="", key=b"", places=str(tmp_path), checks=True
        )
        pool = Pool(config=config, count=2, gate=context.gate, scope=scope, fault=print)
        asyncio.run(pool.serve())
    assert not pool.ready
    assert not runs(pool.pid)


PARENT = """
import asyncio, sys
from pathlib import Path
from tests.service.office import office
from tests.service.scanning.processes.pools import children, found, pool_of

async def main():
    with office(Path(sys.argv[1])) as workspace:
        async with pool_of(workspace) as (pool, gate):
            work = asyncio.ensure_future(pool.examine(found(int(sys.argv[2]))))
            while not (pids := children(pool.pid)):
                await asyncio.sleep(0.02)
            print(pool.pid, *pids, flush=True)
            await work
            await asyncio.sleep(600)

asyncio.run(main())
"""


def test_the_processes_end_when_the_scan_is_killed(tmp_path: Path) -> None:
    with Loopback() as loopback:
        port = loopback.serve(Slow())
        words = [sys.executable, "-c", PARENT, str(tmp_path), str(port)]
        root = Path(__file__).parents[4]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root) as parent:
            assert parent.stdout is not None
            pids = [int(one) for one in parent.stdout.readline().split()]
            parent.kill()
            parent.wait()
        end = time.monotonic() + 20
        while any(map(runs, pids)) and time.monotonic() < end:
            time.sleep(0.05)
    assert len(pids) >= 2
    assert not any(map(runs, pids))


def test_all_ports_of_an_address_go_to_one_process_and_those_of_loopback_to_all() -> None:
    from leftopen.service.scanning.processes.pool import _place

    there = Address.parse("198.18.0.7")
    assert len({_place(there, port) for port in range(100)}) == 1
    assert {_place(HOST, port) % 2 for port in range(100)} == {0, 1}
