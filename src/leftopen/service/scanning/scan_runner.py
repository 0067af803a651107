"""Runs the sweep and the talks of one scan concurrently, bounded and resumable."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from leftopen.cases.closure_rules import LIVE
from leftopen.model.address import Address
from leftopen.model.case import Case, CaseState
from leftopen.model.channel import TalkEnded
from leftopen.model.scan import ScanRecord
from leftopen.net.gate import Gate
from leftopen.pipeline.run_shapes import Route
from leftopen.service.ingest import places
from leftopen.service.scanning.endpoint_result import Entry
from leftopen.service.scanning.endpoint_scanner import Examiner
from leftopen.service.scanning.known_names import NamesByAddress
from leftopen.service.scanning.processes.dispatcher import PAYS_AT, Dispatcher, process_count
from leftopen.service.scanning.processes.messages import Config
from leftopen.service.scanning.processes.pool import Pool
from leftopen.service.scanning.scan_setup import build_context, build_gate
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.scanning.unanswered import MOST_KNOWN, UnansweredPorts
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.sweep.connect import Found, HostResponds, Unanswered, answering_endpoints
from leftopen.sweep.datagrams import answering_datagrams, at_ports
from leftopen.sweep.ports import Ports
from leftopen.sweep.targets import Targets


@dataclass(slots=True, kw_only=True)
class ScanRunner:
    """`swept` attempts made, `found` ports that responded, `refused` attempts outside the scope. `pays_at`:
    ports that must respond before scan processes are started. `known`: ports that are not talked to, nor
    counted as found. `silent`: those that said nothing to the monitor's run before. `names` are known by
    address.

    `cursor` is the low-water mark: everything before it is swept, checked and stored. `unanswered`: the known
    ports that did not answer.
    """

    workspace: Workspace
    record: ScanRecord
    permits: ScopeCache
    checks: bool = True
    pays_at: int = PAYS_AT
    known: frozenset[tuple[Address, int]] = frozenset()
    silent: frozenset[tuple[Address, int]] = frozenset()
    names: NamesByAddress = field(default_factory=dict)
    gate: Gate = field(init=False)
    unanswered: UnansweredPorts = field(init=False)
    swept: int = 0
    found: int = 0
    refused: int = 0
    _swept_to: int = 0
    _in_flight: set[int] = field(default_factory=set)
    _examiner: Examiner = field(init=False)
    _dispatcher: Dispatcher = field(init=False)

    def __post_init__(self) -> None:
        self.gate = build_gate(self.workspace, self.permits)
        context = replace(build_context(self.workspace, self.gate, self.record.id), silent=self.silent)
        self.unanswered = UnansweredPorts(scan=self.record.id)
        self.swept = self._swept_to = self.record.cursor
        self._examiner = Examiner(
            context=context, permits=self.permits, live=self._live(context.shapes), checks=self.checks,
            names=self.names,
        )  # fmt: skip
        self._dispatcher = Dispatcher(
            examiner=self._examiner,
            count=process_count(self.workspace.settings),
            start=self._pool,
            pays_at=self.pays_at,
        )

    def _live(self, shapes: Mapping[str, object]) -> Mapping[str, Route]:
        """The findings whose case is not closed."""
        cases = Cases(self.workspace.store.records).list({*LIVE, CaseState.SILENT})
        return {case.finding: self._route(case) if case.check in shapes else () for case in cases}

    def _route(self, case: Case) -> Route:
        finding = Findings(self.workspace.store.records).newest(case.finding, case.id)
        return finding.judged.route if finding else ()

    def _pool(self) -> Pool:
        context = self._examiner.context
        config = Config(
            settings=context.settings,
            agent=context.agent,
            scan=context.scan,
            key=context.contents.key,
            places=str(places.folder(self.workspace)),
            checks=self.checks,
            live=self._examiner.live,
            silent=tuple((address.packed, port) for address, port in self.silent),
            names={address.packed: tuple(names) for address, names in self.names.items()},
        )
        return Pool(
            config=config,
            count=self._dispatcher.count,
            gate=self.gate,
            scope=self.permits.scope,
            fault=context.fault,
        )

    @property
    def cursor(self) -> int:
        return min((*self._in_flight, self._swept_to))

    def kept(self, batch: Sequence[Entry]) -> None:
        """Marks these results as stored. Until then the cursor stays before them, so that a killed scan
        repeats them. Talks that a stop cut off are never stored, and are repeated too."""
        self._in_flight.difference_update(entry.index for entry in batch)

    async def run(self, targets: Targets, ports: Ports, entries: asyncio.Queue[Entry | None]) -> None:
        """Runs the scan. The queue ends with None, unless the scan is cancelled; a failure is raised after
        that."""
        listening = True
        try:
            await self._sweep(targets, ports, entries)
        except asyncio.CancelledError:
            # After a cancel nothing reads the queue: waiting for room in it would block for ever.
            listening = False
            raise
        except ExceptionGroup as group:
            # The talks ended together; report the first failure.
            raise group.exceptions[0] from None
        finally:
            try:
                await self._dispatcher.close()
            finally:
                if listening:
                    await entries.put(None)

    def _compare(self, event: Unanswered | HostResponds) -> None:
        permit = self.permits(event.address, self.workspace.clock())
        if permit.allowed:
            self.unanswered.add(event, permit.realm)

    async def _sweep(self, targets: Targets, ports: Ports, entries: asyncio.Queue[Entry | None]) -> None:
        """TCP first; the positions of UDP follow those of TCP."""
        begins = len(targets) * len(ports.tcp)
        if self.record.cursor < begins or not ports.udp:
            await self._sweep_tcp(targets, ports.tcp, entries)
        if ports.udp and not self.gate.stopped:
            await self._sweep_udp(targets, ports.udp, begins, entries)

    async def _sweep_udp(
        self, targets: Targets, ports: frozenset[int], begins: int, entries: asyncio.Queue[Entry | None]
    ) -> None:
        asked = at_ports(self._examiner.context.questions, ports)
        refused, room = self.refused, asyncio.Semaphore(self.workspace.settings.workers)
        sweep = answering_datagrams(
            targets, asked, seed=self.record.seed, start=max(0, self.record.cursor - begins), gate=self.gate
        )
        async with contextlib.aclosing(sweep), asyncio.TaskGroup() as talks:
            async for event in sweep:
                if isinstance(event, Found):
                    self.found += 1
                    found = replace(event, index=begins + event.index)
                    self._in_flight.add(found.index)
                    await room.acquire()
                    talks.create_task(self._talk(found, entries, room))
                else:
                    self.swept, self._swept_to = begins + event.done, begins + event.cursor
                    self.refused = refused + event.refused

    async def _sweep_tcp(
        self, targets: Targets, ports: Sequence[int], entries: asyncio.Queue[Entry | None]
    ) -> None:
        room = asyncio.Semaphore(self.workspace.settings.workers)
        known = await asyncio.to_thread(
            self.workspace.store.observations.known_ports, targets.ranges(), most=MOST_KNOWN
        )
        sweep = answering_endpoints(
            targets, ports, seed=self.record.seed, start=self.record.cursor, gate=self.gate,
            timeout=self.workspace.settings.connect_timeout, known=known,
        )  # fmt: skip
        async with contextlib.aclosing(sweep), asyncio.TaskGroup() as talks:
            async for event in sweep:
                if isinstance(event, Found):
                    if (event.address, event.port) in self.known:
                        continue
                    self.found += 1
                    self._in_flight.add(event.index)
                    if room.locked():
                        self._dispatcher.waiting(self.found)
                    await room.acquire()
                    talks.create_task(self._talk(event, entries, room))
                elif isinstance(event, Unanswered | HostResponds):
                    self._compare(event)
                else:
                    self.swept, self._swept_to, self.refused = event.done, event.cursor, event.refused

    async def _talk(
        self, found: Found, entries: asyncio.Queue[Entry | None], room: asyncio.Semaphore
    ) -> None:
        try:
            examine = self._examiner.examine if found.question else self._dispatcher.examine
            result = await examine(found)
            if result is None:
                self._in_flight.discard(found.index)
            elif not self.gate.stopped:
                await entries.put(result)
        except TalkEnded:
            # Stopped: the next run examines it again.
            return
        finally:
            room.release()
