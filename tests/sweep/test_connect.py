"""The sweep against this machine itself."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from leftopen.model.address import Address
from leftopen.model.scope import Permit
from leftopen.net.gate import Gate
from leftopen.sweep.connect import Found, SweepProgress, answering_endpoints
from leftopen.sweep.targets import Targets
from tests.net.hostile import NO, YES, gate_of
from tests.stopwatch import Stopwatch

HOST = Targets([ipaddress.ip_network("127.0.0.1/32")])


@contextlib.contextmanager
def listeners(count: int, host: str = "127.0.0.1") -> Iterator[list[int]]:
    with contextlib.ExitStack() as stack:
        ports = []
        for _ in range(count):
            sock = stack.enter_context(socket.create_server((host, 0)))
            ports.append(sock.getsockname()[1])
        yield ports


@contextlib.contextmanager
def full_backlog() -> Iterator[int]:
    """A port that drops what more comes, as a filter would."""
    with socket.socket() as full, socket.socket() as one, socket.socket() as two:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for sock in (one, two):
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        yield full.getsockname()[1]


async def swept(
    ports: Sequence[int],
    *,
    targets: Targets = HOST,
    gate: Gate | None = None,
    start: int = 0,
    seed: int = 9,
    timeout: float = 3.0,
) -> tuple[list[Found], list[SweepProgress]]:
    found, progress = [], []
    async for event in answering_endpoints(
        targets, ports, seed=seed, start=start, gate=gate or gate_of(), timeout=timeout
    ):
        if isinstance(event, Found):
            found.append(event)
        elif isinstance(event, SweepProgress):
            progress.append(event)
    return found, progress


def listening_now() -> set[int]:
    """What the kernel says is listening where 127.0.0.1 reaches it."""
    ports = set()
    for name in ("tcp", "tcp6"):
        with open(f"/proc/net/{name}", encoding="ascii") as table:
            for line in list(table)[1:]:
                local, state = line.split()[1], line.split()[3]
                if state == "0A":
                    ports.add(int(local.rpartition(":")[2], 16))
    return ports


def test_all_ports_in_seconds_and_none_that_nobody_listens_on() -> None:
    """Three times: a socket that the kernel connects to itself turns up about once in each."""

    async def run(seed: int) -> tuple[list[int], set[int], SweepProgress]:
        ports, listening, last = [], listening_now(), SweepProgress(done=0, total=0, cursor=0)
        async for event in answering_endpoints(HOST, range(1, 65536), seed=seed, start=0, gate=gate_of()):
            if isinstance(event, Found):
                ports.append(event.port)
            elif isinstance(event, SweepProgress):
                listening |= listening_now()
                last = event
        return ports, listening, last

    with listeners(20) as mine:
        for seed in range(3):
            watch = Stopwatch()
            ports, listening, last = asyncio.run(run(seed))
            # Speed is measured in bench/; this only catches a sweep that crawls.
            assert watch.seconds < 60
            assert len(ports) == len(set(ports))
            assert set(mine) <= set(ports) <= listening
            assert (last.done, last.total, last.cursor) == (65535, 65535, 65535)
            assert last.answered + last.closed == 65535


def test_every_address_and_port_is_tried_once() -> None:
    with listeners(1, "127.0.0.5") as (port,):
        targets = Targets([ipaddress.ip_network("127.0.0.0/29")])
        found, progress = asyncio.run(swept([port, 1], targets=targets))
    assert [(str(each.address), each.port) for each in found] == [("127.0.0.5", port)]
    assert (progress[-1].done, progress[-1].closed) == (16, 15)


def test_ipv6_is_swept_too() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as sock:
        port = sock.getsockname()[1]
        found, _ = asyncio.run(swept([port, 1], targets=Targets([ipaddress.ip_network("::1/128")])))
    assert [(str(each.address), each.port) for each in found] == [("::1", port)]


def test_silence_is_tried_twice_and_then_believed() -> None:
    with full_backlog() as port:
        gate = gate_of()
        watch = Stopwatch()
        found, progress = asyncio.run(swept([port, 1], gate=gate, timeout=0.2))
        assert watch.clock > 1.2
    assert found == []
    assert (progress[-1].silent, progress[-1].closed, progress[-1].done) == (1, 1, 2)
    assert gate.counts.probes == 3
    # While it was unsettled the cursor stood before it.
    assert progress[-1].cursor == 2
    assert all(each.cursor <= 1 for each in progress if each.done < 2)


@pytest.mark.hostile("H30")
def test_a_port_that_answers_at_the_second_try_is_found() -> None:
    async def run() -> list[Found]:
        with socket.socket() as late, socket.socket() as one:
            late.bind(("127.0.0.1", 0))
            late.listen(0)
            one.connect(late.getsockname())
            sweep = asyncio.create_task(swept([late.getsockname()[1]], timeout=0.2))
            await asyncio.sleep(0.5)
            late.accept()[0].close()
            return (await sweep)[0]

    assert len(asyncio.run(run())) == 1


@pytest.mark.hostile("S1")
def test_a_refused_address_gets_no_packet() -> None:
    def permits(address: Address, now: datetime) -> Permit:
        return YES if str(address) == "127.0.0.2" else NO

    gate = gate_of(permits)
    with socket.create_server(("0.0.0.0", 0)) as everywhere:
        everywhere.setblocking(False)
        port = everywhere.getsockname()[1]
        targets = Targets([ipaddress.ip_network("127.0.0.0/28")])
        found, progress = asyncio.run(swept([port], targets=targets, gate=gate))
        met = []
        with contextlib.suppress(BlockingIOError):
            while True:
                connection, _ = everywhere.accept()
                met.append(connection.getsockname()[0])
                connection.close()
    assert [str(each.address) for each in found] == ["127.0.0.2"]
    assert met == ["127.0.0.2"]
    assert (progress[-1].refused, gate.counts.probes) == (15, 1)


@pytest.mark.hostile("S5")
def test_the_rate_holds_off_loopback() -> None:
    """The gate is asked about an address that is not loopback; what is sent goes to loopback."""
    moments: list[float] = []

    class Counted(Gate):
        def probe(self, address: Address, port: int = 0) -> float:
            wait = super().probe(Address.parse("192.0.2.7"), port)
            if wait == 0:
                moments.append(time.monotonic())
            return wait

    gate = Counted(
        permits=lambda address, now: YES,
        clock=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        rate=200,
        address_rate=200,
    )
    asyncio.run(swept(range(1, 251), gate=gate))
    assert len(moments) == 250
    assert moments[-1] - moments[0] > 1.1
    assert max(sum(1 for m in moments if a - 1 < m <= a) for a in moments) <= 210


@pytest.mark.hostile("S6")
def test_a_stop_acts_within_a_second_and_leaves_a_cursor_to_go_on_from() -> None:
    with full_backlog() as silent, listeners(5) as mine:
        ports = sorted([silent, *mine, *range(1, 200)])

        async def stopped() -> tuple[list[Found], list[SweepProgress]]:
            gate = gate_of()
            asyncio.get_running_loop().call_later(0.3, gate.stop)
            return await swept(ports, gate=gate, timeout=5)

        watch = Stopwatch()
        early, progress = asyncio.run(stopped())
        assert watch.seconds < 1.3
        cursor = progress[-1].cursor
        assert cursor < len(ports)
        late, progress = asyncio.run(swept(ports, start=cursor, timeout=0.2))
        assert progress[-1].cursor == progress[-1].done == len(ports)
    answer = [each for each in early if each.index < cursor]
    assert {each.port for each in answer + late} == set(mine)


def test_found_before_the_cursor_is_told_before_the_cursor() -> None:
    async def run() -> None:
        cursor = 0
        with listeners(50) as mine:
            async for event in answering_endpoints(
                HOST, [*range(1, 2000), *mine], seed=4, start=0, gate=gate_of(), timeout=1
            ):
                if isinstance(event, Found):
                    assert event.index >= cursor
                elif isinstance(event, SweepProgress):
                    cursor = event.cursor

    asyncio.run(run())


def test_a_reader_that_walks_away_stops_the_sweep() -> None:
    async def run() -> int:
        gate = gate_of()
        sweep = answering_endpoints(HOST, range(1, 65536), seed=4, start=0, gate=gate, timeout=1)
        await anext(sweep)
        await sweep.aclose()
        probes = gate.counts.probes
        await asyncio.sleep(0.2)
        assert gate.counts.probes == probes
        return probes

    assert asyncio.run(run()) < 65535


def test_a_slow_reader_slows_it_down_and_loses_nothing() -> None:
    async def run(mine: list[int]) -> set[int]:
        found = set()
        async for event in answering_endpoints(HOST, mine, seed=4, start=0, gate=gate_of(), timeout=0.5):
            if isinstance(event, Found):
                found.add(event.port)
                await asyncio.sleep(0.002)
        return found

    with listeners(200) as mine:
        assert asyncio.run(run(mine)) == set(mine)


def test_nothing_to_do_is_done_at_once() -> None:
    found, progress = asyncio.run(swept([80], start=1))
    assert (found, progress[-1].cursor) == ([], 1)


@pytest.mark.parametrize("targets", [Targets([])])
def test_no_targets_no_packets(targets: Targets) -> None:
    gate = gate_of()
    assert asyncio.run(swept([80], targets=targets, gate=gate))[0] == []
    assert gate.counts.probes == 0
