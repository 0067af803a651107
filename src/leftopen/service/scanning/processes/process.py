"""One scan process: examines the endpoints that it is given, several at once, behind a gate of its own.

The gate asks the scope that the scan's process sends. A process that has heard nothing of it for `LEASE`
seconds can't know whether the scope still holds, and ends. One whose loop hangs can't find that out: an alarm
of the kernel ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NoReturn

import uvloop

from leftopen.contents import Contents
from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.scope import Permit
from leftopen.net.gate import Counts
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.internal_errors import InternalError, faults
from leftopen.places import Places
from leftopen.scope.decide import Scope
from leftopen.service.scanning.endpoint_result import EndpointResult
from leftopen.service.scanning.endpoint_scanner import Examiner
from leftopen.service.scanning.processes import messages
from leftopen.service.scanning.processes.frames import FrameProtocol, connect_frames
from leftopen.service.scanning.scan_setup import context_of, gate_of, report_fault
from leftopen.sweep.found import Found

LEASE = 3.0
# What arrived while the loop was busy is read first.
GRACE_S = 0.1
# A process that reads nothing for so long hangs; the kernel ends it, before the scan's process gives it up.
HUNG_S = 55


@dataclass(slots=True, kw_only=True)
class CurrentScope:
    """Allows nothing of anybody else's until the first one has come."""

    scope: Scope = field(default_factory=Scope)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, address: Address, now: datetime) -> Permit:
        return self.scope.permit(address, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What takes long to build, once for all processes."""

    config: messages.Config
    permits: CurrentScope
    context: ScanContext

    @classmethod
    def build(cls, config: messages.Config, places: Places, contents: Contents) -> Prepared:
        """Reads the user's rule files and shows each shape its own examples, too: what they need is then
        compiled once, and not in the middle of the first talks."""
        permits = CurrentScope()
        gate = gate_of(config.settings, permits=permits, clock=_utc_now, monotonic=time.monotonic)
        context = context_of(
            config.settings, gate=gate, contents=contents, agent=config.agent, scan=config.scan,
            places=places, clock=_utc_now, fault=report_fault,
        )  # fmt: skip
        silent = frozenset((Address(packed=packed), port) for packed, port in config.silent)
        context = replace(context, silent=silent)
        for read in (context.rules.nmap, context.rules.recog, context.rules.wappalyzer):
            if read is not None:
                read()
        for shape in context.shapes.values():
            for answer in shape.hits:
                shape.judge(answer)
        return cls(config=config, permits=permits, context=context)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def run(sock: socket.socket, prepared: Prepared) -> NoReturn:
    """Until the other end of the socket is closed."""
    process = ScanProcess(prepared)
    try:
        with faults:
            uvloop.run(process.serve(sock))
    except InternalError as bug:
        report_fault(bug.trace)
    finally:
        os._exit(1)


class ScanProcess:
    """The process's own side of the socket."""

    def __init__(self, prepared: Prepared) -> None:
        self._permits = prepared.permits
        self._gate = prepared.context.gate
        self._examiner = Examiner(
            context=replace(prepared.context, fault=self._fault),
            permits=prepared.permits,
            live=prepared.config.live,
            checks=prepared.config.checks,
            names={Address(packed=one): names for one, names in prepared.config.names.items()},
        )
        self._talks: set[asyncio.Task[None]] = set()
        self._frames: FrameProtocol | None = None

    async def serve(self, sock: socket.socket) -> NoReturn:
        """What is under way is cut off: nobody would hear of it."""
        self._frames = await connect_frames(sock, self._received, lambda: os._exit(0))
        signal.alarm(HUNG_S)
        while await self._hears():
            self._permits.heard.clear()
        os._exit(1)

    async def _hears(self) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEASE):
                await self._permits.heard.wait()
        if not self._permits.heard.is_set():
            await asyncio.sleep(GRACE_S)
        return self._permits.heard.is_set()

    def _received(self, data: bytes) -> None:
        signal.alarm(HUNG_S)
        order = messages.order(data)
        if isinstance(order, messages.Examine):
            task = asyncio.create_task(self._examine(order))
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)
            return
        if isinstance(order, messages.ScopeIs):
            pinned = {
                name: frozenset(Address(packed=one) for one in addresses)
                for name, addresses in order.pinned.items()
            }
            self._permits.scope = Scope(records=order.records, pinned=pinned, domains=order.domains)
            self._gate.forget()
        self._permits.heard.set()
        self._send(messages.Alive())

    async def _examine(self, order: messages.Examine) -> None:
        found = Found(address=Address(packed=order.packed), port=order.port, index=order.index)
        try:
            with faults:
                result = await self._examiner.examine(found)
                self._send(self._examined(order.index, result))
        except InternalError as bug:
            self._fault(bug.trace)
            self._send(self._examined(order.index, None, failed=True))
        except TalkEnded:
            self._send(self._examined(order.index, None, failed=True))

    def _examined(
        self, index: int, result: EndpointResult | None, *, failed: bool = False
    ) -> messages.Examined:
        counts, self._gate.counts = self._gate.counts, Counts()
        return messages.Examined(index=index, counts=counts, result=result, failed=failed)

    def _fault(self, trace: str) -> None:
        self._send(messages.Fault(trace=trace))

    def _send(self, report: messages.Report) -> None:
        if self._frames is not None:
            self._frames.send(messages.pack_message(report))
