"""The sweep and the talks of one scan, side by side, bounded, resumable."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from leftopen.cases.closing import LIVE
from leftopen.model.case import CaseState
from leftopen.model.scan import ScanRecord
from leftopen.net.gate import Gate
from leftopen.service.crew import Crew, crew_of
from leftopen.service.desk import Desk
from leftopen.service.ledger import Entry
from leftopen.service.permits import FreshPermits
from leftopen.sweep.connect import Found, answered
from leftopen.sweep.targets import Targets


@dataclass(slots=True, kw_only=True)
class Walk:
    """`swept` attempts made, `found` ports that answered, `refused` attempts that the scope kept out.

    `cursor` is the low-water mark: everything before it is swept, talked to and handed over.
    """

    desk: Desk
    record: ScanRecord
    permits: FreshPermits
    checks: bool = True
    gate: Gate = field(init=False)
    crew: Crew = field(init=False)
    swept: int = 0
    found: int = 0
    refused: int = 0
    _swept_to: int = 0
    _in_flight: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        live = {case.finding for case in self.desk.store.records.cases.list({*LIVE, CaseState.SILENT})}
        self.crew = crew_of(self.desk, self.permits, self.record.id, checks=self.checks, live=frozenset(live))
        self.gate = self.crew.talker.gate
        self.swept = self._swept_to = self.record.cursor

    @property
    def cursor(self) -> int:
        return min((*self._in_flight, self._swept_to))

    def kept(self, batch: Sequence[Entry]) -> None:
        """These are stored. Until then the cursor stays before them, so that a killed scan does them again;
        what was cut off by a stop is never kept, and is done again too."""
        self._in_flight.difference_update(entry.index for entry in batch)

    def stop(self) -> None:
        """Nothing more is sent, by whatever process."""
        self.crew.stop()

    async def run(self, targets: Targets, ports: Sequence[int], entries: asyncio.Queue[Entry | None]) -> None:
        """Ends with None in the queue, unless it is cancelled; a failure is raised after that."""
        listening = True
        try:
            room = asyncio.Semaphore(self.desk.settings.talks)
            sweep = answered(
                targets, ports, seed=self.record.seed, start=self.record.cursor, gate=self.gate,
                timeout=self.desk.settings.connect_timeout,
            )  # fmt: skip
            async with contextlib.aclosing(sweep), asyncio.TaskGroup() as talks:
                async for event in sweep:
                    if isinstance(event, Found):
                        self.found += 1
                        self._in_flight.add(event.index)
                        await room.acquire()
                        talks.create_task(self._talk(event, entries, room))
                    else:
                        self.swept, self._swept_to, self.refused = event.done, event.cursor, event.refused
        except asyncio.CancelledError:
            # Whoever cancels reads no more: to wait for room in the queue would be for ever.
            listening = False
            raise
        except ExceptionGroup as group:
            # The talks ended together; the first failure is the one to tell of.
            raise group.exceptions[0] from None
        finally:
            await self.crew.close()
            if listening:
                await entries.put(None)

    async def _talk(
        self, found: Found, entries: asyncio.Queue[Entry | None], room: asyncio.Semaphore
    ) -> None:
        try:
            entry = await self.crew.talk(found)
            if self.gate.stopped:
                return
            if entry is None:
                self._in_flight.discard(found.index)
            else:
                await entries.put(entry)
        finally:
            room.release()
