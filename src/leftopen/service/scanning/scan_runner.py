"""Runs the sweep and the talks of one scan concurrently, bounded and resumable."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leftopen.cases.closure_rules import LIVE
from leftopen.model.address import Address
from leftopen.model.case import Case, CaseState
from leftopen.model.endpoint import Endpoint
from leftopen.model.scan import ScanRecord
from leftopen.net.gate import Gate
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.identify import identify
from leftopen.pipeline.run_checks import CheckOutcome, run_all
from leftopen.pipeline.run_shapes import Route
from leftopen.service.scanning.controls import answers_everything
from leftopen.service.scanning.scan_recorder import EndpointResult
from leftopen.service.scanning.scan_setup import build_context, build_gate
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.scanning.unanswered import MOST_KNOWN, UnansweredPorts
from leftopen.service.workspace import Workspace
from leftopen.sweep.connect import Found, HostResponds, Unanswered, answered
from leftopen.sweep.targets import Targets

# The number of addresses for which the result of `_suspect` is cached.
REMEMBERED = 8192


@dataclass(slots=True, kw_only=True)
class ScanRunner:
    """`swept` attempts made, `found` ports that responded, `refused` attempts outside the scope.

    `cursor` is the low-water mark: everything before it is swept, checked and stored. `unanswered`: the known
    ports that did not answer.
    """

    workspace: Workspace
    record: ScanRecord
    permits: ScopeCache
    checks: bool = True
    gate: Gate = field(init=False)
    context: ScanContext = field(init=False)
    unanswered: UnansweredPorts = field(init=False)
    swept: int = 0
    found: int = 0
    refused: int = 0
    _swept_to: int = 0
    _in_flight: set[int] = field(default_factory=set)
    _live: Mapping[str, Route] = field(default_factory=dict)
    _suspects: dict[Address, asyncio.Task[bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gate = build_gate(self.workspace, self.permits)
        self.context = build_context(self.workspace, self.gate, self.record.id)
        self.unanswered = UnansweredPorts(scan=self.record.id)
        self.swept = self._swept_to = self.record.cursor
        cases = self.workspace.store.records.cases.list({*LIVE, CaseState.SILENT})
        self._live = {case.finding: self._route(case) for case in cases}

    def _route(self, case: Case) -> Route:
        if case.check not in self.context.shapes:
            return ()
        finding = self.workspace.store.records.findings.get(case.finding, case.id)
        return finding.judged.route if finding else ()

    @property
    def cursor(self) -> int:
        return min((*self._in_flight, self._swept_to))

    def kept(self, batch: Sequence[EndpointResult]) -> None:
        """Marks these results as stored. Until then the cursor stays before them, so that a killed scan
        repeats them. Talks that a stop cut off are never stored, and are repeated too."""
        self._in_flight.difference_update(entry.index for entry in batch)

    async def run(
        self, targets: Targets, ports: Sequence[int], entries: asyncio.Queue[EndpointResult | None]
    ) -> None:
        """Runs the scan. The queue ends with None, unless the scan is cancelled; a failure is raised after
        that."""
        listening = True
        try:
            room = asyncio.Semaphore(self.workspace.settings.workers)
            known = await asyncio.to_thread(
                self.workspace.store.observations.known_ports, targets.ranges(), most=MOST_KNOWN
            )
            sweep = answered(
                targets, ports, seed=self.record.seed, start=self.record.cursor, gate=self.gate,
                timeout=self.workspace.settings.connect_timeout, known=known,
            )  # fmt: skip
            async with contextlib.aclosing(sweep), asyncio.TaskGroup() as talks:
                async for event in sweep:
                    if isinstance(event, Found):
                        self.found += 1
                        self._in_flight.add(event.index)
                        await room.acquire()
                        talks.create_task(self._talk(event, entries, room))
                    elif isinstance(event, Unanswered | HostResponds):
                        self._compare(event)
                    else:
                        self.swept, self._swept_to, self.refused = event.done, event.cursor, event.refused
        except asyncio.CancelledError:
            # After a cancel nothing reads the queue: waiting for room in it would block for ever.
            listening = False
            raise
        except ExceptionGroup as group:
            # The talks ended together; report the first failure.
            raise group.exceptions[0] from None
        finally:
            if listening:
                await entries.put(None)

    def _compare(self, event: Unanswered | HostResponds) -> None:
        now = self.workspace.clock()
        permit = self.permits(event.address, now)
        if permit.allowed:
            self.unanswered.hear(event, permit.realm, now)

    async def _talk(
        self, found: Found, entries: asyncio.Queue[EndpointResult | None], room: asyncio.Semaphore
    ) -> None:
        try:
            permit = self.permits(found.address, self.workspace.clock())
            if not permit.allowed:
                self._in_flight.discard(found.index)
                return
            endpoint = Endpoint(address=found.address, port=found.port, realm=permit.realm)
            # Before the session: a talk that holds a connection to an address must not wait for other talks
            # to it.
            suspect = self.checks and await self._suspect(found.address)
            outcomes: tuple[CheckOutcome, ...] = ()
            with self.context.session() as context:
                observation = await identify(endpoint, permit, context)
                if self.checks:
                    outcomes = await run_all(observation, permit, context, suspect=suspect, live=self._live)
            result = EndpointResult(
                index=found.index,
                observation=observation,
                outcomes=outcomes,
                checked=self.checks,
                suspect=suspect,
            )
            if not self.gate.stopped:
                await entries.put(result)
        finally:
            room.release()

    async def _suspect(self, address: Address) -> bool:
        """Does the address accept on ports that nobody would use? Tested once per address, and again if the
        cache dropped it."""
        if address not in self._suspects:
            if len(self._suspects) >= REMEMBERED:
                self._suspects = {one: task for one, task in self._suspects.items() if not task.done()}
            asking = answers_everything(self.workspace, self.gate, address)
            self._suspects[address] = asyncio.ensure_future(asking)
        return await asyncio.shield(self._suspects[address])
