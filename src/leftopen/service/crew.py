"""Who talks in a scan: this process alone at first, and worker processes once there is enough for them.

A worker costs more than a second of a processor before its first talk, so a small scan has none. Afterwards
every address belongs to one worker, so that the limits for one address hold within it; an address whose talks
began in this process stays here until they have ended.
"""

from __future__ import annotations

import asyncio
import os
import zlib
from collections import Counter
from dataclasses import dataclass, field, fields

from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.net.gate import Counts
from leftopen.service.desk import Desk
from leftopen.service.ledger import Entry
from leftopen.service.messages import Task
from leftopen.service.permits import FreshPermits
from leftopen.service.spawned import MAIN, CannotStart, Spawned
from leftopen.service.talker import Talker
from leftopen.sweep.found import Found

# Found ports, of two addresses at least, from which on it is worth it: docs/decisions/0006-workers.md.
WORTH = 500
# Seconds after which another process may open the next connection to an address (20 a second are allowed).
BREATH = 0.1


@dataclass(slots=True, kw_only=True)
class Crew:
    """`most` worker processes, none below 2; close it, or there may be some left. Belongs to one event
    loop."""

    talker: Talker
    task: Task
    most: int
    worth: int = WORTH
    main: str = MAIN
    workers: tuple[Spawned, ...] = ()
    _begun: int = 0
    _addresses: set[Address] = field(default_factory=set)
    _here: Counter[Address] = field(default_factory=Counter)
    _at_work: bool = False
    _starting: asyncio.Task[None] | None = None
    _stopped: bool = False
    _told: bool = False

    @property
    def counts(self) -> Counts:
        """What all of its processes have sent and read."""
        each = [self.talker.gate.counts, *(counts for worker in self.workers for counts in worker.counts)]
        return Counts(
            **{one.name: sum(getattr(counts, one.name) for counts in each) for one in fields(Counts)}
        )

    async def talk(self, found: Found) -> Entry | None:
        """None when there is nothing to keep: the scope does not allow it, or the gate was stopped. Raises
        StoreFailed when the scope can't be read."""
        self._begin(found.address)
        if self._at_work and not self._here[found.address]:
            try:
                return await self._worker(found.address).ask(found)
            except TalkEnded as bug:
                return self.talker.given_up(found, bug)
            except CannotStart as error:
                self._tell(error)
        return await self._talk_here(found)

    def stop(self) -> None:
        """Nothing more is sent, by any process, as soon as it hears of it. As often as you like."""
        self._stopped = True
        self.talker.gate.stop()
        for worker in self.workers:
            worker.stop()

    async def close(self) -> None:
        """Stops, and waits until the processes are gone."""
        self.stop()
        await asyncio.gather(*(worker.close() for worker in self.workers))
        if self._starting is not None:
            await self._starting

    async def _talk_here(self, found: Found) -> Entry | None:
        self._here[found.address] += 1
        try:
            return await self.talker.talk(found)
        finally:
            asyncio.get_running_loop().call_later(BREATH, self._left, found.address)

    def _left(self, address: Address) -> None:
        self._here[address] -= 1
        if not self._here[address]:
            del self._here[address]

    def _begin(self, address: Address) -> None:
        if self._starting is not None or self.most < 2 or self._stopped:
            return
        self._begun += 1
        if len(self._addresses) < 2:
            self._addresses.add(address)
        if self._begun > self.worth and len(self._addresses) >= 2:
            self.workers = tuple(Spawned(task=self.task, main=self.main) for _ in range(self.most))
            self._starting = asyncio.create_task(self._start())

    async def _start(self) -> None:
        await asyncio.gather(*(self._up(one) for one in self.workers))
        self._at_work = not self._stopped

    async def _up(self, worker: Spawned) -> None:
        try:
            await worker.start()
        except CannotStart as error:
            self._tell(error)

    def _tell(self, error: CannotStart) -> None:
        """Once: slower is no fault of the scan, but nobody would know why."""
        if not self._told and not self._stopped:
            self._told = True
            self.talker.tools.fault(f"leftopen: {error}; its part is done by the scan's own process")

    def _worker(self, address: Address) -> Spawned:
        return self.workers[zlib.crc32(address.packed) % len(self.workers)]


def crew_of(desk: Desk, permits: FreshPermits, scan: str, *, checks: bool, live: frozenset[str]) -> Crew:
    """As many workers as the setting says, or as there are usable cores."""
    task = Task(
        data=str(desk.data),
        config=str(desk.config),
        settings=desk.settings,
        pinned=dict(permits.pinned),
        scan=scan,
        checks=checks,
        live=live,
    )
    return Crew(
        talker=Talker(kit=desk, permits=permits, scan=scan, checks=checks, live=live),
        task=task,
        most=desk.settings.workers or len(os.sched_getaffinity(0)),
    )
