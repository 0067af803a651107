"""The gate: checks the scope and limits the rate before everything that is sent to a target.

The scope can change during a scan, so that its decision is cached for a quarter of a second at most. Sweep
probes (in all, per address, per record of the scope) and talks with ports known open (20 per second to one
address, on new and reused connections, and 2 connections at once) have separate limits. Loopback is not
limited. `stop` ends every wait within a quarter second.
"""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.scope import Permit
from leftopen.model.verdict import Phase, Reason
from leftopen.net.connection_limit import ConnectionLimit
from leftopen.net.rate_limiter import RateLimiter
from leftopen.scope.classes import is_loopback
from leftopen.scope.site_names import is_below

FRESH = 0.25
SLICE = 0.25
_REMEMBERED = 8192
_PASSES = 5
"""Turns of the event loop that a connection needs between the kernel's word and its result."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """What has been sent and read so far. `denied`: refusals by the scope; `lookups`: questions to this
    machine's name servers."""

    probes: int = 0
    connections: int = 0
    requests: int = 0
    bytes_sent: int = 0
    bytes_read: int = 0
    denied: int = 0
    lookups: int = 0

    def add(self, other: Counts) -> None:
        """Counts what another process sent and read, too."""
        self.probes += other.probes
        self.connections += other.connections
        self.requests += other.requests
        self.bytes_sent += other.bytes_sent
        self.bytes_read += other.bytes_read
        self.denied += other.denied
        self.lookups += other.lookups


def count_request(*counts: Counts | None) -> None:
    """Counts a request in each, also one that is sent again: the server sees both."""
    for one in counts:
        if one is not None:
            one.requests += 1


class Gate:
    """`permits` is the scope's decision; `clock` gives UTC, `monotonic` seconds, `sleep` waits them.

    Per second: `rate` sweep probes in all, `address_rate` to one address, `connections` to one address (and
    `at_once` of them at the same time).

    `probe` may be called from the sweep's thread, everything else from one event loop; only one of them reads
    the scope at a time.
    """

    def __init__(
        self,
        *,
        permits: Callable[[Address, datetime], Permit],
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        rate: float = 1000,
        address_rate: float = 100,
        connections: float = 20,
        at_once: int = 2,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.counts = Counts()
        self.monotonic = monotonic
        self.clock = clock
        self._rate = rate
        self._address_rate = address_rate
        self._connection_rate = connections
        self._permits = permits
        self._sleep = sleep
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._known: dict[bytes, tuple[float, Permit, bool]] = {}
        self._probes = RateLimiter()
        self._connections = RateLimiter()
        self._slots = ConnectionLimit(most=at_once)

    def stop(self) -> None:
        """Nothing more is sent; every wait ends. From any thread, any number of times."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def permit(self, address: Address) -> Permit:
        """The scope's decision, at most a quarter of a second old."""
        return self._ask(address)[0]

    def forget(self) -> None:
        """The scope changed: its next decision is a new one."""
        self._known = {}

    def probe(self, address: Address, port: int = 0) -> float:
        """0 when one sweep probe to the port (0: any that is not denied) may go now (it is counted), else the
        seconds to wait before the next call.

        Raises TalkEnded (`stopped` or `out_of_scope`, phase gate).
        """
        permit, local = self._allowed(address, port)
        with self._lock:
            if not local:
                wait = self._probes.admit(self._probe_limits(address, permit), self.monotonic())
                if wait > 0:
                    return wait
            self.counts.probes += 1
        return 0.0

    async def enter(self, address: Address, port: int = 0, *, second: bool = False) -> Callable[[], None]:
        """Takes one of the address's slots for a new connection to the port; returns the function to call,
        once, when that is closed. The scope is asked last, after every wait, so that what it says is true
        when the connection opens. A `second` connection of a talk that holds a slot is rate-limited and
        takes no slot: two talks that each wait for the other's would wait for ever. Raises TalkEnded as
        `probe` does."""
        _, local = self._allowed(address, port)
        if local:
            self.counts.connections += 1
            return _nothing
        turn = None if second else self._slots.ask(address)
        leave = _nothing if turn is None else functools.partial(self._slots.release, address, turn)
        try:
            if turn is not None:
                await self.until(turn)
            await self.again(address, port)
        except BaseException:
            leave()
            raise
        self.counts.connections += 1
        return leave

    def idle(self, address: Address) -> bool:
        """Is no connection to it open, and none so recent that it would delay the next one? Then another
        process, with a gate of its own, keeps to the same limits."""
        return self._slots.idle(address) and self._connections.idle(address, self.monotonic())

    async def again(self, address: Address, port: int = 0) -> None:
        """Before another talk on an open connection: rate-limited like a new one, and the scope is checked.
        Raises TalkEnded as `probe` does."""
        _, local = self._allowed(address, port)
        if not local:
            await self._pace(address)
            self._allowed(address, port)

    async def until(
        self,
        future: asyncio.Future[Any],
        deadline: float | None = None,
        address: Address | None = None,
        port: int = 0,
    ) -> bool:
        """Waits until the future is done, whatever its result; False when the deadline (monotonic) came
        first. The future is not cancelled. Raises TalkEnded (`stopped`, and for a talk with `address` also
        `out_of_scope`: a changed scope ends running talks, a denial of their port too)."""
        while not future.done():
            if address is None:
                self._check_stop()
            else:
                self._allowed(address, port)
            left = SLICE if deadline is None else min(SLICE, deadline - self.monotonic())
            if left <= 0:
                return await _came_in_time(future)
            await _done_or_late(future, left)
        return True

    async def pause(self, seconds: float) -> None:
        """Sleeps. Raises TalkEnded (`stopped`)."""
        end = self.monotonic() + seconds
        while (left := end - self.monotonic()) > 0:
            self._check_stop()
            await self._sleep(min(left, SLICE))
        self._check_stop()

    async def _pace(self, address: Address) -> None:
        rate = self._connection_rate
        while (wait := self._connections.wait(address, rate, self.monotonic())) > 0:
            await self.pause(wait)
        self._connections.take(address, rate, self.monotonic())

    def _probe_limits(self, address: Address, permit: Permit) -> list[tuple[object, float]]:
        limits: list[tuple[object, float]] = [("all", self._rate), (address.packed, self._address_rate)]
        if permit.rate:
            limits.append((("record", permit.record), permit.rate))
        return limits

    def _allowed(self, address: Address, port: int) -> tuple[Permit, bool]:
        """`port` 0: any that is not denied."""
        self._check_stop()
        permit, local = self._ask(address)
        if not permit.allowed or port in permit.denied_ports:
            self.counts.denied += 1
            raise TalkEnded(Reason.OUT_OF_SCOPE, Phase.GATE)
        return permit, local

    def _ask(self, address: Address) -> tuple[Permit, bool]:
        now = self.monotonic()
        known = self._known.get(address.packed)
        if known is not None and 0 <= now - known[0] < FRESH:
            return known[1], known[2]
        with self._lock:
            permit, local = self._permits(address, self.clock()), is_loopback(address)
            if len(self._known) >= _REMEMBERED:
                self._known = {}
            self._known[address.packed] = (now, permit, local)
        return permit, local

    def check_name(self, address: Address, name: str) -> None:
        """Before a name is sent to the address. Raises TalkEnded (`out_of_scope`) for a denied one."""
        if name and is_below(name, self._ask(address)[0].denied_names):
            self.counts.denied += 1
            raise TalkEnded(Reason.OUT_OF_SCOPE, Phase.GATE)

    def _check_stop(self) -> None:
        if self._stopped.is_set():
            raise TalkEnded(Reason.STOPPED, Phase.GATE)


def _nothing() -> None:
    """A caller without a slot releases none."""


async def _came_in_time(future: asyncio.Future[Any]) -> bool:
    """At the deadline: on a busy machine the loop may not have read yet what has arrived."""
    for _ in range(_PASSES):
        if future.done():
            break
        await asyncio.sleep(0)
    return future.done()


async def _done_or_late(future: asyncio.Future[Any], seconds: float) -> None:
    """Waits for one future or the deadline, as `asyncio.wait` does, in a third of the time: every read and
    every connection waits here."""
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[None] = loop.create_future()

    def wake(*_: object) -> None:
        if not waiter.done():
            waiter.set_result(None)

    timer = loop.call_later(seconds, wake)
    future.add_done_callback(wake)
    try:
        await waiter
    finally:
        timer.cancel()
        future.remove_done_callback(wake)
