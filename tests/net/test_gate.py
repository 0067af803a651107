"""Nothing goes where the scope says no, nothing faster than it should, nothing after the stop."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.scope import Permit
from leftopen.model.verdict import Phase, Reason
from leftopen.net.gate import Counts, Gate
from tests.net.hostile import LOCAL, NO, YES
from tests.stopwatch import Stopwatch

FAR = Address.parse("192.0.2.7")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """A monotonic clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def gate(clock: Clock, permit: Permit = YES, rate: float = 1000, address_rate: float = 100) -> Gate:
    return Gate(
        permits=lambda address, now: permit,
        clock=lambda: NOW,
        monotonic=clock,
        rate=rate,
        address_rate=address_rate,
        sleep=clock.sleep,
    )


def refused(act: object, reason: Reason) -> None:
    assert isinstance(act, TalkEnded)
    assert (act.reason, act.phase) == (reason, Phase.GATE)


def sent_within(it: Gate, clock: Clock, seconds: float, addresses: list[Address]) -> list[float]:
    """Asks as a thousand impatient workers would, every millisecond."""
    moments = []
    for _ in range(int(seconds * 1000)):
        clock.now += 0.001
        for address in addresses:
            while it.probe(address) == 0:
                moments.append(clock.now)
    return moments


@asynccontextmanager
async def holding(it: Gate) -> AsyncIterator[None]:
    """One connection to the far address."""
    leave = await it.enter(FAR)
    try:
        yield
    finally:
        leave()


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(1 for other in moments if moment - 1 < other <= moment) for moment in moments)


def test_a_refused_address_is_refused_for_probe_and_connection() -> None:
    async def run() -> None:
        it = gate(Clock(), NO)
        with pytest.raises(TalkEnded) as caught:
            it.probe(FAR)
        refused(caught.value, Reason.OUT_OF_SCOPE)
        with pytest.raises(TalkEnded) as caught:
            async with holding(it):
                pytest.fail("went in")
        refused(caught.value, Reason.OUT_OF_SCOPE)
        assert (it.counts.probes, it.counts.connections, it.counts.denied) == (0, 0, 2)

    asyncio.run(run())


@pytest.mark.hostile("S4")
def test_a_scope_that_changes_counts_within_half_a_second() -> None:
    clock, answers = Clock(), [YES]
    it = Gate(permits=lambda a, n: answers[-1], clock=lambda: NOW, monotonic=clock)
    assert it.permit(FAR).allowed
    answers.append(NO)
    clock.now += 0.5
    with pytest.raises(TalkEnded):
        it.probe(FAR)


def test_a_scope_that_changes_while_a_connection_waits_counts() -> None:
    async def run() -> None:
        clock, answers = Clock(), [YES]
        it = Gate(
            permits=lambda a, n: answers[-1],
            clock=lambda: NOW,
            monotonic=clock,
            connections=1,
            sleep=clock.sleep,
        )
        async with holding(it):
            pass
        answers.append(NO)
        with pytest.raises(TalkEnded) as caught:
            async with holding(it):
                pytest.fail("went in")
        refused(caught.value, Reason.OUT_OF_SCOPE)

    asyncio.run(run())


def test_the_scope_is_not_asked_for_every_packet() -> None:
    clock, asked = Clock(), []
    it = Gate(permits=lambda a, n: asked.append(a) or YES, clock=lambda: NOW, monotonic=clock)  # type: ignore[func-returns-value]
    for _ in range(100):
        it.probe(LOCAL)
    assert len(asked) == 1


@pytest.mark.hostile("S5")
def test_the_rate_in_all_holds_in_every_second() -> None:
    clock = Clock()
    addresses = [Address.parse(f"192.0.2.{last}") for last in range(1, 40)]
    moments = sent_within(gate(clock, rate=200), clock, 3, addresses)
    assert most_in_a_second(moments) <= 210
    assert len(moments) > 560


def test_the_rate_to_one_address_holds_in_every_second() -> None:
    clock = Clock()
    moments = sent_within(gate(clock, rate=1000, address_rate=40), clock, 3, [FAR])
    assert most_in_a_second(moments) <= 42
    assert len(moments) > 110


def test_the_rate_of_a_record_holds_for_all_its_addresses_together() -> None:
    clock = Clock()
    addresses = [Address.parse(f"192.0.2.{last}") for last in range(1, 40)]
    permit = Permit(allowed=True, clause="", rate=10, record="r")
    moments = sent_within(gate(clock, permit), clock, 3, addresses)
    assert most_in_a_second(moments) <= 10.5
    assert len(moments) > 27


class LongMoment(float):
    """A time whose subtraction lets every other thread go first."""

    def __rsub__(self, other: float) -> float:
        time.sleep(0.02)
        return other - float(self)


def test_threads_that_ask_at_once_get_no_more_than_one_would() -> None:
    it = gate(Clock(), rate=20, address_rate=20)
    it.monotonic = lambda: LongMoment(1000.0)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(it.probe, [FAR] * 8))
    assert (waits.count(0.0), it.counts.probes) == (1, 1)


def test_loopback_is_not_paced() -> None:
    it = gate(Clock(), rate=1, address_rate=1)
    assert [it.probe(LOCAL) for _ in range(1000)] == [0.0] * 1000


def test_connections_keep_to_twenty_a_second_and_two_at_once() -> None:
    async def run() -> None:
        clock = Clock()
        it = gate(clock)
        moments: list[float] = []
        inside = most = 0

        async def talk() -> None:
            nonlocal inside, most
            async with holding(it):
                moments.append(clock.now)
                inside += 1
                most = max(most, inside)
                for _ in range(50):
                    await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(talk() for _ in range(100)))
        assert most == 2
        assert most_in_a_second(moments) <= 21
        assert it.counts.connections == 100

    asyncio.run(run())


@pytest.mark.hostile("S6")
def test_a_stop_ends_every_wait_within_a_second() -> None:
    async def run() -> None:
        it = Gate(permits=lambda a, n: YES, clock=lambda: NOW, monotonic=time.monotonic, connections=0.01)

        async def talk() -> None:
            async with holding(it):
                await it.until(asyncio.get_running_loop().create_future())

        tasks = [asyncio.create_task(talk()) for _ in range(5)]
        await asyncio.sleep(0.05)
        it.stop()
        watch = Stopwatch()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            refused(ended, Reason.STOPPED)
        assert watch.seconds < 1
        with pytest.raises(TalkEnded):
            it.probe(LOCAL)
        assert it.counts.probes == 0

    asyncio.run(run())


def test_one_that_is_cancelled_while_it_waits_frees_its_place() -> None:
    async def run() -> None:
        it = Gate(permits=lambda a, n: YES, clock=lambda: NOW, monotonic=time.monotonic, at_once=1)

        async def talk() -> None:
            async with holding(it):
                pass

        async with holding(it):
            waiting = asyncio.create_task(talk())
            await asyncio.sleep(0.01)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        await asyncio.wait_for(talk(), 1)

    asyncio.run(run())


def test_what_is_remembered_of_a_wide_range_is_bounded() -> None:
    clock = Clock()
    it = gate(clock, NO)
    for number in range(20_000):
        with pytest.raises(TalkEnded):
            it.probe(Address(packed=bytes(10) + b"\xff\xff" + (0xC6120000 + number).to_bytes(4, "big")))
    assert len(it._known) <= 8192


def test_an_address_is_idle_when_a_new_gate_would_say_the_same_of_it() -> None:
    clock = Clock()

    async def used() -> list[bool]:
        it = gate(clock)
        before = it.idle(FAR)
        leave = await it.enter(FAR)
        held = it.idle(FAR)
        clock.now += 10
        still = it.idle(FAR)
        leave()
        free = it.idle(FAR)
        (await it.enter(FAR))()
        recent = it.idle(FAR)
        clock.now += 0.1
        return [before, held, still, free, recent, it.idle(FAR)]

    assert asyncio.run(used()) == [True, False, False, True, False, True]


def test_a_scope_that_is_known_to_have_changed_counts_at_once() -> None:
    clock, permits = Clock(), [YES]
    it = Gate(permits=lambda address, now: permits[0], clock=lambda: NOW, monotonic=clock)
    assert it.permit(FAR).allowed
    permits[0] = NO
    assert it.permit(FAR).allowed, "remembered"
    it.forget()
    assert not it.permit(FAR).allowed


def test_what_other_processes_sent_is_counted_too() -> None:
    counts = Counts(requests=1, bytes_read=10)
    counts.add(Counts(probes=1, connections=2, requests=3, bytes_sent=4, bytes_read=5, denied=6))
    assert counts == Counts(probes=1, connections=2, requests=4, bytes_sent=4, bytes_read=15, denied=6)


def test_what_came_in_time_counts_although_the_loop_reads_it_late() -> None:
    """Another task holds the loop over the deadline; the answer lies in the kernel by then."""

    async def run(word: bytes) -> bool:
        it = Gate(permits=lambda address, now: YES, clock=lambda: NOW, monotonic=time.monotonic)
        here, there = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=here)
        answer = asyncio.ensure_future(reader.read(1))
        await asyncio.sleep(0)
        there.send(word)
        time.sleep(0.1)
        in_time = await it.until(answer, time.monotonic() - 0.05)
        answer.cancel()
        writer.close()
        there.close()
        return in_time

    assert asyncio.run(run(b"x"))
    assert not asyncio.run(run(b""))


def test_nothing_goes_to_a_denied_port_of_an_allowed_address() -> None:
    it = gate(Clock(), replace(YES, denied_ports=frozenset({443})))
    with pytest.raises(TalkEnded) as probed:
        it.probe(FAR, 443)
    refused(probed.value, Reason.OUT_OF_SCOPE)
    with pytest.raises(TalkEnded) as entered:
        asyncio.run(it.enter(FAR, 443))
    refused(entered.value, Reason.OUT_OF_SCOPE)
    assert it.probe(FAR, 80) == 0.0
    assert it.counts.connections == 0


def test_a_port_that_is_denied_while_a_connection_waits_is_not_contacted() -> None:
    """Nor is a kept connection reused, and a running talk ends."""
    permits = [YES]

    def it(clock: Clock) -> Gate:
        return Gate(
            permits=lambda address, now: permits[0], clock=lambda: NOW, monotonic=clock, sleep=clock.sleep,
            connections=1,
        )  # fmt: skip

    async def entered() -> None:
        permits[0] = YES
        clock = Clock()
        one = it(clock)
        (await one.enter(FAR, 443))()
        permits[0] = replace(YES, denied_ports=frozenset({443}))
        await one.enter(FAR, 443)

    async def reused() -> None:
        await it(Clock()).again(FAR, 443)

    async def running() -> None:
        await it(Clock()).until(asyncio.get_running_loop().create_future(), None, FAR, 443)

    for talk in (entered, reused, running):
        with pytest.raises(TalkEnded) as ended:
            asyncio.run(talk())
        refused(ended.value, Reason.OUT_OF_SCOPE)
    asyncio.run(it(Clock()).again(FAR, 80))


def test_workers_ask_the_scope_one_at_a_time() -> None:
    """What answers them may keep a state of its own: a file that is read again."""
    inside, most = 0, 0

    def slow(address: Address, now: datetime) -> Permit:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.01)
        inside -= 1
        return YES

    it = Gate(permits=slow, clock=lambda: NOW, monotonic=Clock(), rate=1000, address_rate=100)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda last: it.check_name(Address.parse(f"192.0.2.{last}"), "a.example"), range(8)))
    assert most == 1
