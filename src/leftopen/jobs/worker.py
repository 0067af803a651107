"""The worker: takes the jobs that are due, a few at a time, and runs each as its kind does.

Several workers may run on one data folder. A job is leased: while it runs its lease is renewed, and with it
the progress is stored. When a worker dies, another one sees that and takes its jobs over.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, partial

from leftopen import catalogue
from leftopen.errors import DiskLow, LeftopenError, StoreFailed
from leftopen.jobs import kinds
from leftopen.jobs.job_log import fields_of, log_ended, one_line, title
from leftopen.jobs.kind import JobControl, JobKind, JobResult
from leftopen.model.job import Job, JobState
from leftopen.present.humanize import format_count, format_time
from leftopen.present.log_events import ERROR, INFO, WARNING, log_event
from leftopen.service.monitoring import blackout
from leftopen.service.operations import clock_recovery
from leftopen.service.workspace import disk_space
from leftopen.service.workspace.job_queue import WorkerQueue
from leftopen.service.workspace.workspace import Workspace

AT_ONCE, LEASE = 4, timedelta(seconds=60)
AGAIN_S = 10.0


@cache
def job_kinds() -> Mapping[str, JobKind]:
    """Every kind of job by its name."""
    return catalogue.load_leaves(kinds, "kind", JobKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds between renewals of a lease, looks of an idle worker for a job, looks for workers that died."""

    renew: float = 5.0
    look: float = 1.0
    dead: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """`at_once`: how many jobs it runs at the same time. `told` gets each job that stopped, and how."""

    workspace: Workspace
    kinds: Mapping[str, JobKind] = field(default_factory=job_kinds)
    at_once: int = AT_ONCE
    lease: timedelta = LEASE
    timing: Timing = Timing()
    name: str = field(default_factory=lambda: f"{os.getpid()}-{secrets.token_hex(4)}")
    told: Callable[[Job, JobResult], None] = lambda job, result: None
    _said: set[str] = field(default_factory=set, init=False)
    _turned: list[float] = field(default_factory=list, init=False)
    _memory: dict[str, dict[str, object]] = field(default_factory=dict, init=False)

    async def run(self, stop: asyncio.Event, *, until_idle: bool = False) -> None:
        """Works until `stop` is set; its jobs are put back then and go on with the next worker. With
        `until_idle` it also ends when no job is due."""
        queue = WorkerQueue(workspace=self.workspace, worker=self.name, lease=self.lease)
        with queue.alive():
            self._turn()
            await asyncio.to_thread(self._tidy, queue)
            rescue = asyncio.create_task(self._rescue(queue, stop))
            held: set[asyncio.Task[None]] = set()
            try:
                while not stop.is_set():
                    self._turn()
                    # A job that ends while the next one is looked for may have added one.
                    busy = bool(held)
                    job = await self._next(queue, full=len(held) >= self.at_once)
                    if job is not None:
                        held.add(task := asyncio.create_task(self._one(queue, job, stop)))
                        task.add_done_callback(held.discard)
                    elif until_idle and not busy:
                        break
                    else:
                        await _first(self.timing.look, stop, held)
            finally:
                rescue.cancel()
                if held:
                    message = f"stopping {format_count(len(held), 'running job')}"
                    log_event(INFO, "stopping", message, {"jobs": len(held)})
                await asyncio.gather(*held)

    def idle(self) -> float:
        """Seconds since its loop last turned, as `workspace.monotonic` counts; 0 before it began."""
        return self.workspace.monotonic() - self._turned[0] if self._turned else 0.0

    def _turn(self) -> None:
        self._turned[:] = [self.workspace.monotonic()]

    def _tidy(self, queue: WorkerQueue) -> None:
        """Adds the standing jobs where they are lacking, mends what a wrong clock did, and takes over what
        dead workers left."""
        queue.beat()
        with self._goes_on("tidy"):
            clock_recovery.mend(self.workspace)
            for name, kind in self.kinds.items():
                if kind.standing and kind.wanted(self.workspace):
                    queue.ensure(name, kind.every)
            if freed := queue.free_dead():
                message = f"{format_count(freed, 'job')} taken over from workers that died"
                log_event(WARNING, "jobs_taken_over", message, {"jobs": freed})

    async def _next(self, queue: WorkerQueue, *, full: bool) -> Job | None:
        job = None
        with self._goes_on("lease"):
            job = await asyncio.to_thread(self._lease, queue, full=full)
        return job  # noqa: RET504 - a return inside would make one after it unreachable for mypy

    @contextlib.contextmanager
    def _goes_on(self, what: str) -> Iterator[None]:
        """Whatever fails inside, the next round tries it again; the first of a row of failures is logged."""
        try:
            yield
        except StoreFailed as error:
            self._say_once(what, WARNING, "store_failed", f"{error}; it is tried again")
        except Exception as error:  # noqa: BLE001 - one round must not end the worker
            message = f"bug in the worker: {type(error).__name__}: {error}"
            self._say_once(what, ERROR, "bug", message, error)
        else:
            self._said.discard(what)

    def _say_once(
        self, what: str, level: int, event: str, message: str, error: Exception | None = None
    ) -> None:
        if what not in self._said:
            self._said.add(what)
            log_event(level, event, message, error=error)

    def _lease(self, queue: WorkerQueue, *, full: bool) -> Job | None:
        """While the disk has too little room, only jobs that need none; in a blackout none that scans by
        itself; beside as many jobs as it may run, only those that supervise. The others wait."""
        low, pause = disk_space.low(self.workspace), self._blackout()
        for event, message, level in (("disk_low", low, ERROR), ("blackout", pause, INFO)):
            if message:
                self._say_once(event, level, event, message)
            elif event in self._said:
                self._said.discard(event)
                log_event(INFO, f"{event}_over", f"{event.replace('_', ' ')}: over, waiting jobs go on")
        return queue.next({
            name: kind.most_at_once for name, kind in self.kinds.items()
            if not (low and kind.needs_room) and not (pause and kind.by_itself)
            and not (full and not kind.supervises)
        })  # fmt: skip

    def _blackout(self) -> str:
        """What to say while one lasts. Settings are checked before they are used."""
        end = blackout.until(self.workspace, self.workspace.clock())
        return f"blackout until {format_time(end)}: no monitor runs, no case is checked" if end else ""

    async def _rescue(self, queue: WorkerQueue, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await _first(self.timing.dead, stop)
            await asyncio.to_thread(self._tidy, queue)

    async def _one(self, queue: WorkerQueue, job: Job, stop: asyncio.Event) -> None:
        """Runs one job and stores how it went."""
        if job.attempts > self.kinds[job.kind].attempts:
            await self._given_up(queue, job)
            return
        control = JobControl(memory=self._memory.setdefault(job.kind, {}))
        lost = asyncio.Event()
        beside = [
            asyncio.create_task(self._renewed(queue, job, control, lost)),
            asyncio.create_task(_passed_on(stop, control.stop)),
        ]
        began = self.workspace.monotonic()
        try:
            result, state = await self._tried(job, control)
        finally:
            for task in beside:
                task.cancel()
        if lost.is_set():
            message = f"{title(job)}: cancelled, or taken over by another worker"
            log_event(WARNING, "job_lost", message, fields_of(job))
        else:
            ended = _with_progress(job, control)
            if not (self.kinds[job.kind].supervises and ended.said == one_line(result.said)):
                self.told(job, result)
                given_up = state is None and job.attempts >= self.kinds[job.kind].attempts
                seconds = self.workspace.monotonic() - began
                log_ended(
                    job,
                    result,
                    JobState.FAILED if given_up else state,
                    seconds,
                    stopped=control.stop.is_set(),
                )
            store = self._how(queue, ended, result, state, stopped=control.stop.is_set())
            # Where the records can't be written, the lease ends by itself and the job is done again.
            with contextlib.suppress(StoreFailed):
                await asyncio.to_thread(store)

    async def _given_up(self, queue: WorkerQueue, job: Job) -> None:
        """The worker died in it again and again."""
        message = f"given up: it was begun {job.attempts - 1} times without progress. {job.said}".strip()
        log_event(ERROR, "job_given_up", f"{title(job)}: {one_line(message)}", fields_of(job))
        with contextlib.suppress(StoreFailed):
            await asyncio.to_thread(self._failed(queue, job, one_line(message)))

    async def _tried(self, job: Job, control: JobControl) -> tuple[JobResult, JobState | None]:
        """The result and the state; None when it is to be tried again."""
        try:
            return await self.kinds[job.kind].run(self.workspace, job, control), JobState.DONE
        except DiskLow as error:
            return JobResult(said=one_line(str(error)), unfinished=True), None
        except (StoreFailed, OSError) as error:
            return JobResult(said=one_line(str(error))), None
        except LeftopenError as error:
            return JobResult(said=one_line(str(error))), JobState.FAILED
        except Exception as error:  # noqa: BLE001 - one place catches what a job did not foresee
            message = one_line(f"bug in the job {job.kind}: {type(error).__name__}: {error}")
            log_event(ERROR, "bug", message, fields_of(job), error=error)
            return JobResult(said=message), None

    def _how(
        self, queue: WorkerQueue, job: Job, result: JobResult, state: JobState | None, *, stopped: bool
    ) -> partial[bool]:
        """What stores the outcome."""
        kind = self.kinds[job.kind]
        if result.unfinished or (stopped and state is None):
            return partial(queue.put_back, job)
        if state is None and job.attempts < kind.attempts:
            return partial(queue.again, job, kind.wait(job.attempts), result.said, attempts=job.attempts)
        if result.again is not None:
            return partial(queue.again_at, job, result.again, one_line(result.said), failed=result.failed)
        if state is JobState.DONE:
            return partial(queue.end, job, JobState.DONE, one_line(result.said))
        return self._failed(queue, job, one_line(result.said))

    def _failed(self, queue: WorkerQueue, job: Job, message: str) -> partial[bool]:
        revived = self.kinds[job.kind].revived
        if revived is None:
            return partial(queue.end, job, JobState.FAILED, message)
        return partial(queue.again, job, revived, message, attempts=0)

    async def _renewed(self, queue: WorkerQueue, job: Job, control: JobControl, lost: asyncio.Event) -> None:
        """Renews the lease until the job is lost; then the job must stop."""
        last = self.workspace.monotonic()
        while True:
            await asyncio.sleep(self.timing.renew)
            try:
                mine = await asyncio.to_thread(queue.renew, _with_progress(job, control))
                last = self.workspace.monotonic()
            except StoreFailed:
                mine = self.workspace.monotonic() - last < self.lease.total_seconds()
            if not mine:
                lost.set()
                control.stop.set()
                return
            if self.kinds[job.kind].by_itself and self._blackout():
                control.stop.set()


async def keep_working(worker: Worker, stop: asyncio.Event) -> None:
    """Until `stop` is set: a worker that ended by an error is begun again, and the error is logged."""
    while not stop.is_set():
        try:
            await worker.run(stop)
        except Exception as error:  # noqa: BLE001 - a service without a worker would look well
            message = f"{type(error).__name__}: {error}; it begins again in {AGAIN_S:.0f} seconds"
            log_event(
                ERROR,
                "worker_ended",
                f"the worker ended: {message}",
                error=None if isinstance(error, StoreFailed) else error,
            )
            await _first(AGAIN_S, stop)


def _with_progress(job: Job, control: JobControl) -> Job:
    return replace(job, done=control.done, total=control.total, step=one_line(control.step))


async def _passed_on(stop: asyncio.Event, to: asyncio.Event) -> None:
    await stop.wait()
    to.set()


async def _first(seconds: float, stop: asyncio.Event, held: Collection[asyncio.Task[None]] = ()) -> None:
    """Returns after so many seconds, when `stop` is set, or when one of the tasks ends."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({stopped, *held}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
