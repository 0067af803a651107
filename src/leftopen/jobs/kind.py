"""What a kind of job is: the contract of the files in `kinds/`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leftopen.model.job import Job
from leftopen.present.humanize import format_count
from leftopen.service.scanning.scan import ScanProgress
from leftopen.service.workspace.job_queue import STANDING
from leftopen.service.workspace.workspace import Workspace


@dataclass(slots=True)
class JobControl:
    """What a running job is lent. `stop` is set when it must end soon: the worker stops, or the job was
    cancelled. `memory` is what its kind keeps from one job to the next in this worker; a new worker begins
    without. The other fields are its progress, which the worker stores at every renewal of the lease."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    memory: dict[str, object] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    step: str = ""

    def scanned(self, now: ScanProgress) -> None:
        """Takes over the progress of a scan."""
        self.done, self.total = now.swept, now.total
        self.step = f"{format_count(now.found, 'port')} found, {now.open:,} open"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """How a job went: `said` is one line for a person. With `again` the job waits until then and runs once
    more, as a monitor does. `failed`: it ran, but did not do what it is for. `unfinished`: it stopped early
    because it had to, and goes on later."""

    said: str = ""
    again: datetime | None = None
    failed: bool = False
    unfinished: bool = False


Run = Callable[[Workspace, Job, JobControl], Awaitable[JobResult]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """`run` does the work; a LeftopenError that it raises is the reason of the failure. `most_at_once`: how
    many may run at the same time in all workers (0: any number). `attempts`: how often it is begun in a row
    before it counts as failed; after failure number n it waits `pause` times two to the power of n - 1.
    `standing`: workers see to it that there always is one, where it is `wanted`, due within `every`.
    `revived`: a job of this kind never ends by failing; so long after it would have, it is tried again.
    `needs_room`: none begins while the disk has less room than its reserve. `by_itself`: it scans though
    nobody asks for it now, so that none begins in a blackout, and one that runs stops and goes on later.
    `supervises`: it is short and watches the others, so that it runs also while the worker has its hands
    full, and is not told when it says the same again."""

    run: Run
    most_at_once: int = 0
    attempts: int = 5
    pause: timedelta = timedelta(seconds=30)
    standing: bool = False
    wanted: Callable[[Workspace], bool] = lambda workspace: True
    every: timedelta = STANDING
    revived: timedelta | None = None
    needs_room: bool = True
    by_itself: bool = False
    supervises: bool = False

    def wait(self, attempts: int) -> timedelta:
        """How long it waits after so many attempts; at most a day."""
        doubled: timedelta = self.pause * 2 ** min(attempts - 1, 20)
        return min(doubled, timedelta(days=1))
