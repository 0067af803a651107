"""The scan processes, as the scan's own process sees them.

All endpoints of one address go to one process, so that its gate keeps the limits of that address; loopback
has none, and is spread by port. A process that died is replaced, and its unfinished endpoints are examined
again: all at once the second time; one after the other the third time, so that the one that ends processes is
told from those beside it.
"""

from __future__ import annotations

import asyncio
import itertools
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from leftopen.errors import LeftopenError
from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.net.gate import Gate
from leftopen.pipeline.internal_errors import InternalError
from leftopen.scope.classes import is_loopback
from leftopen.scope.decide import Scope
from leftopen.service.scanning.endpoint_result import Entry, Unexamined
from leftopen.service.scanning.processes import messages
from leftopen.service.scanning.processes.frames import FrameProtocol, connect_frames
from leftopen.service.scanning.processes.server import ForkServer
from leftopen.sweep.found import Found

TRIES = 3
# Before it is tried again: what the dead process sent counts for the address's limits.
RETRY_S = 1.0
BEAT_S = 0.1
# Beats between two messages that say that nothing changed.
QUIET_BEATS = 10
# A process that answers none of them for so long hangs, and is given up; by then an alarm has ended it.
SILENT_S = 60.0
# Processes in succession that end before they have examined anything.
MOST_FAILURES = 10


class PoolGone(Exception):
    """No process is left, and none can be started: the scan's own process does the rest."""


@dataclass(slots=True, kw_only=True)
class _Link:
    """One process. `pending` index → its answer, None when the process ended first."""

    frames: FrameProtocol | None = None
    alive: bool = True
    answered: bool = False
    heard: float = 0.0
    pending: dict[int, asyncio.Future[messages.Examined | None]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Slot:
    """`ended`: when its last process did. A slot that was `given_up` never gets another one: its addresses
    are those of the next slot from then on, and no address has two processes."""

    link: _Link | None = None
    ended: float = float("-inf")
    given_up: bool = False
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pool:
    """`count` processes. `scope` gives the scope as it is now, `fault` takes tracebacks and warnings. Run
    `serve` as a task, and `close` at the end."""

    def __init__(
        self,
        *,
        config: messages.Config,
        count: int,
        gate: Gate,
        scope: Callable[[], Scope],
        fault: Callable[[str], None],
    ) -> None:
        self.ready = False
        self._config = config
        self._gate = gate
        self._scope = scope
        self._fault = fault
        self._server = ForkServer()
        self._slots = [_Slot() for _ in range(count)]
        self._sent = Scope()
        self._alone = asyncio.Lock()
        self._failures = 0

    @property
    def pid(self) -> int:
        """The fork server, whose children the processes are."""
        return self._server.pid

    async def serve(self) -> None:
        """Waits until the fork server is ready, then tells every process the scope, until cancelled. A
        failure (the scope can't be read, or a bug) ends all processes and every talk under way with that
        error; the scan's own process does the rest."""
        try:
            if not await asyncio.to_thread(self._server.prepare, messages.pack_message(self._config)):
                return
            self._sent = self._scope()
            self.ready = True
            for beat in itertools.count():
                self._beat(said=beat % QUIET_BEATS == 0)
                await asyncio.sleep(BEAT_S)
        except Exception as error:  # noqa: BLE001 - raised to every talk under way
            if not isinstance(error, LeftopenError):
                self._fault(InternalError(error).trace)
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        for link in self._links():
            for waiting in link.pending.values():
                if not waiting.done():
                    waiting.set_exception(error)
        self.close()

    def _beat(self, *, said: bool) -> None:
        """Sends a scope that changed; else, where `said`, that it still holds. Gives up what hangs."""
        scope = self._scope()
        changed, self._sent = scope is not self._sent, scope
        order = messages.pack_message(_scope_is(scope) if changed else messages.StillValid())
        for link in self._links():
            if self._gate.monotonic() - link.heard > SILENT_S and link.frames is not None:
                link.frames.close()
            elif changed or said:
                _send(link, order)

    async def examine(self, found: Found) -> Entry | None:
        """None when the scope does not allow it. Raises TalkEnded when the gate was stopped, PoolGone."""
        deaths = 0
        while deaths < TRIES:
            try:
                answer = await (self._again(found, deaths) if deaths else self._ask(found))
            except PoolGone:
                if deaths < TRIES - 1:
                    raise
                break
            if answer is not None:
                return _entry(found, answer)
            deaths += 1
        return _lost(found)

    def close(self) -> None:
        """Ends all processes at once."""
        self.ready = False
        links = self._links()
        for link in links:
            link.alive = False
        self._server.close()
        for link in links:
            if link.frames is not None:
                link.frames.close()

    async def _again(self, found: Found, deaths: int) -> messages.Examined | None:
        await self._gate.pause(RETRY_S)
        if deaths < TRIES - 1:
            return await self._ask(found)
        async with self._alone:
            return await self._ask(found)

    async def _ask(self, found: Found) -> messages.Examined | None:
        link = await self._link(found)
        answer: asyncio.Future[messages.Examined | None] = asyncio.get_running_loop().create_future()
        link.pending[found.index] = answer
        order = messages.Examine(index=found.index, packed=found.address.packed, port=found.port)
        _send(link, messages.pack_message(order))
        try:
            await self._gate.until(answer)
        finally:
            link.pending.pop(found.index, None)
        return answer.result()

    async def _link(self, found: Found) -> _Link:
        """The process of this address: the one that runs, else a new one in its place, else that of the next
        slot. Raises PoolGone, and TalkEnded when the gate was stopped."""
        place = _place(found.address, found.port)
        for step in range(len(self._slots)):
            slot = self._slots[(place + step) % len(self._slots)]
            async with slot.turn:
                while slot.link is None and not slot.given_up:
                    slot.link = await self._forked(slot)
                if slot.link is not None:
                    return slot.link
        self.ready = False
        raise PoolGone

    async def _forked(self, slot: _Slot) -> _Link | None:
        await self._gate.pause(slot.ended + RETRY_S - self._gate.monotonic())
        sock = self._server.fork() if self.ready and self._failures < MOST_FAILURES else None
        if sock is None:
            slot.given_up = True
            return None
        link = _Link(heard=self._gate.monotonic())
        link.frames = await connect_frames(
            sock, lambda data: self._received(link, data), lambda: self._ended(slot, link)
        )
        _send(link, messages.pack_message(_scope_is(self._sent)))
        return link if link.alive else None

    def _received(self, link: _Link, data: bytes) -> None:
        report = messages.report(data)
        link.heard = self._gate.monotonic()
        if isinstance(report, messages.Fault):
            self._fault(report.trace)
            return
        if isinstance(report, messages.Alive):
            return
        link.answered, self._failures = True, 0
        self._gate.counts.add(report.counts)
        waiting = link.pending.get(report.index)
        if waiting is not None and not waiting.done():
            waiting.set_result(report)

    def _ended(self, slot: _Slot, link: _Link) -> None:
        expected, link.alive = not link.alive, False
        slot.ended = self._gate.monotonic()
        if slot.link is link:
            slot.link = None
        if not link.answered:
            self._failures += 1
        if not expected and link.pending:
            self._fault(f"a scan process ended; {len(link.pending)} services are examined again")
        for waiting in link.pending.values():
            if not waiting.done():
                waiting.set_result(None)

    def _links(self) -> list[_Link]:
        return [slot.link for slot in self._slots if slot.link is not None]


def _send(link: _Link, data: bytes) -> None:
    if link.frames is not None:
        link.frames.send(data)


def _place(address: Address, port: int) -> int:
    return zlib.crc32(address.packed + port.to_bytes(2, "big") if is_loopback(address) else address.packed)


def _entry(found: Found, answer: messages.Examined) -> Entry | None:
    if answer.failed:
        return _lost(found)
    if answer.result is None:
        return None
    endpoint = answer.result.observation.endpoint
    # A process that mixed up its answers is not believed.
    right = (endpoint.address, endpoint.port, answer.result.index) == (found.address, found.port, found.index)
    return answer.result if right else _lost(found)


def _lost(found: Found) -> Unexamined:
    return Unexamined(index=found.index, endpoint=Endpoint(address=found.address, port=found.port))


def _scope_is(scope: Scope) -> messages.ScopeIs:
    pinned = {
        name: tuple(address.packed for address in addresses) for name, addresses in scope.pinned.items()
    }
    return messages.ScopeIs(records=tuple(scope.records), pinned=pinned, domains=scope.domains)
