"""Decides where an endpoint is examined: in the scan's own process, or in a scan process.

The processes start when endpoints have to wait and enough of them were found; a small scan ends before that
would pay. While they start, which takes about two seconds, the scan's own process goes on; afterwards it has
the sweep and the stores to itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from leftopen.model.address import Address
from leftopen.scope.classes import is_loopback
from leftopen.service.scanning.endpoint_result import Entry
from leftopen.service.scanning.endpoint_scanner import Examiner
from leftopen.service.scanning.processes.pool import Pool, PoolGone
from leftopen.settings import Settings
from leftopen.sweep.found import Found

PAYS_AT = 256
# One process sweeps and stores for all; more than this many would wait for it.
MOST = 8


def process_count(settings: Settings) -> int:
    """The setting, else one for each processor core that this process may use, up to eight."""
    return settings.scan_processes or min(MOST, _cores())


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True, kw_only=True)
class Dispatcher:
    """`start` starts the processes; `pays_at` endpoints must have been found before."""

    examiner: Examiner
    count: int
    start: Callable[[], Pool]
    pays_at: int = PAYS_AT
    _pool: Pool | None = None
    _serving: asyncio.Task[None] | None = None
    _here: Counter[Address] = field(default_factory=Counter)

    def waiting(self, found: int) -> None:
        """An endpoint has to wait; `found` were found so far."""
        if self.count > 1 and self._pool is None and found >= self.pays_at:
            self._pool = self.start()
            self._serving = asyncio.create_task(self._pool.serve())

    async def examine(self, found: Found) -> Entry | None:
        """None when the scope does not allow it. Raises TalkEnded when the gate was stopped."""
        pool = self._pool
        if pool is not None and pool.ready and not self._stays(found.address):
            if not self.examiner.permits(found.address, self.examiner.context.clock()).allowed:
                return None
            with contextlib.suppress(PoolGone):
                return await pool.examine(found)
        self._here[found.address] += 1
        try:
            return await self.examiner.examine(found)
        finally:
            self._here[found.address] -= 1
            if not self._here[found.address]:
                del self._here[found.address]

    async def close(self) -> None:
        """Ends the processes, also in the middle of their work."""
        if self._pool is not None:
            self._pool.close()
        if self._serving is not None:
            self._serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._serving

    def _stays(self, address: Address) -> bool:
        """An address that is examined here stays here: two gates would allow twice its limits. Loopback
        has none."""
        if is_loopback(address):
            return False
        return self._here[address] > 0 or not self.examiner.context.gate.idle(address)
