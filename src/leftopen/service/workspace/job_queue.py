"""The queue of jobs: adds, lends, renews, ends and cancels them, and frees those of workers that died."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leftopen.errors import NotAllowed
from leftopen.model.facts import Json
from leftopen.model.job import LIVE, Job, JobState
from leftopen.present.timestamps import format_utc, format_utc_or_none
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.locks import FOLDER, is_locked, try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter

STANDING = timedelta(minutes=10)
"""The longest time between two runs of a standing job."""
HUNG = timedelta(seconds=90)
"""So long after its last beat a worker counts as stopped; it beats every ten seconds, and may wait half a
minute for a locked store."""
RECURRING = {
    "monitor": "to stop it: leftopen watch pause NAME",
    "recheck": "to stop it, pause or remove all monitors",
    "escalate": "to stop it, set no scope record to notify by itself",
    "deliver": "to hold its message: leftopen outbox hold ID",
    "bounces": "to stop it, set bounces_url to nothing",
    "on_call": "to stop it, give no organisation an on-call calendar",
    "retention": "to keep everything, set the settings of retention to 0",
    "heartbeat": "to stop it, set heartbeat_url and heartbeat_mail to nothing",
    "health": "it reports failures of leftopen itself",
}


def new_job(
    workspace: Workspace,
    kind: str,
    payload: Mapping[str, object],
    *,
    asked_by: str,
    due: datetime | None = None,
    key: str = "",
) -> Job:
    """A job that is not stored yet, due now unless a time is given."""
    now = workspace.clock()
    return Job(
        id=secrets.token_hex(10), kind=kind, created=now, due=due or now, payload=payload, asked_by=asked_by,
        key=key,
    )  # fmt: skip


def add(workspace: Workspace, job: Job) -> bool:
    """Adds it to the queue. False when a live job has its key."""
    return JobWriter(Changes(workspace.store.records)).add(job)


def wake(workspace: Workspace, kind: str) -> bool:
    """Lets the waiting standing job of that kind be due now, because there is work for it. True if so."""
    return JobWriter(Changes(workspace.store.records)).bring_forward(kind, workspace.clock())


def cancel(workspace: Workspace, prefix: str, *, by: str) -> Job:
    """Cancels a job that waits or runs. Raises NotFound, NotAllowed when it has ended."""
    job = Jobs(workspace.store.records).get(prefix)
    if job.key and job.state in LIVE and job.kind in RECURRING:
        raise NotAllowed(f"job {job.id[:8]} comes again and again; {RECURRING[job.kind]}")
    message = f"cancelled by {by}"
    if not JobWriter(Changes(workspace.store.records)).cancel(job.id, workspace.clock(), message):
        raise NotAllowed(f"job {job.id[:8]} has ended: {job.state.value}")
    audit_log.record(workspace, by, "cancelled job", job.id, job.kind)
    return job


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerQueue:
    """The queue as one worker uses it. Every call blocks and raises StoreFailed."""

    workspace: Workspace
    worker: str
    lease: timedelta

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Others can see for the length of the `with` that this worker lives."""
        with try_lock(self.workspace.data, _lock(self.worker)):
            yield

    def beat(self) -> None:
        """Shows that this worker is not hung, by the time of the last change of its lock file."""
        file = _lock_file(self.workspace, self.worker)
        with suppress(OSError):
            os.utime(file, ns=(file.stat().st_atime_ns, time.time_ns()))

    def next(self, most: Mapping[str, int]) -> Job | None:
        """Leases the job that has been due longest; `most` as in `JobWriter.lease`."""
        now = self.workspace.clock()
        if not Jobs(self.workspace.store.records).any_due(most, self.worker, now):
            return None
        return self._writer.lease(self.worker, now, now + self.lease, most=most)

    def renew(self, job: Job) -> bool:
        """False when the job is no longer this worker's."""
        return self._writer.renew(job, self.workspace.clock() + self.lease)

    def end(self, job: Job, state: JobState, message: str) -> bool:
        return self._writer.end(job, state, message, self.workspace.clock())

    def put_back(self, job: Job) -> bool:
        """Puts back what was interrupted, in its old place."""
        return self._writer.again(job, job.due, job.said, attempts=job.attempts - 1, failures=job.failures)

    def ensure(self, kind: str, every: timedelta = STANDING) -> None:
        """Adds the standing job of that kind where there is none. One that is due later than `every` from
        now, because the clock was wrong, is brought forward."""
        there, latest = Jobs(self.workspace.store.records).of_key(kind), self.workspace.clock() + every
        if there is None:
            add(self.workspace, new_job(self.workspace, kind, {}, asked_by="leftopen", key=kind))
        elif there.state is JobState.WAITING and there.due > latest:
            self._writer.bring_forward(kind, latest)

    def again(self, job: Job, wait: timedelta, message: str, *, attempts: int) -> bool:
        """Puts the job back after a failure, due after that time."""
        due = self.workspace.clock() + wait
        return self._writer.again(job, due, message, attempts=attempts, failures=job.failures + 1)

    def again_at(self, job: Job, due: datetime, message: str, *, failed: bool = False) -> bool:
        """Puts the job back after a run that did its work, or `failed` to, and comes again all the same."""
        return self._writer.again(
            job, due, message, attempts=0, failures=job.failures + 1 if failed else 0,
            succeeded=None if failed else self.workspace.clock(),
        )  # fmt: skip

    def free_dead(self) -> int:
        """Frees the jobs of workers whose process ended; returns their number."""
        dead = [
            worker
            for worker in Jobs(self.workspace.store.records).workers()
            if worker != self.worker and not is_locked(self.workspace.data, _lock(worker))
        ]
        return sum(self._writer.release_all(worker) for worker in dead)

    @property
    def _writer(self) -> JobWriter:
        return JobWriter(Changes(self.workspace.store.records))


def workers_alive(workspace: Workspace) -> list[str]:
    """The names of the workers whose process lives on this machine and is not hung. Raises StoreFailed."""
    files = (workspace.data / FOLDER).glob(f"{_lock('*')}.lock")
    names = sorted(file.stem.removeprefix(_lock("")) for file in files if not _hung(file))
    return [name for name in names if is_locked(workspace.data, _lock(name))]


def working_since(workspace: Workspace) -> datetime | None:
    """Since when a worker lives on this machine; None without one, and where the clock was wrong then."""
    now, found = workspace.clock(), []
    for name in workers_alive(workspace):
        with suppress(FileNotFoundError):
            # Nobody reads the file, so that this time is still that of its making.
            made = _lock_file(workspace, name).stat().st_atime
            found.append(datetime.fromtimestamp(made, UTC))
    return min((at for at in found if at <= now), default=None)


def _hung(file: Path) -> bool:
    """Has this worker's own beat stopped? A file that is gone is no longer of any worker."""
    try:
        return time.time() - file.stat().st_mtime > HUNG.total_seconds()
    except OSError:
        return True


def _lock_file(workspace: Workspace, worker: str) -> Path:
    return workspace.data / FOLDER / f"{_lock(worker)}.lock"


def line(job: Job) -> dict[str, Json]:
    """`type: job`."""
    return {
        "type": "job",
        "id": job.id,
        "kind": job.kind,
        "state": job.state.value,
        "asked_by": job.asked_by,
        "created": format_utc(job.created),
        "due": format_utc(job.due),
        "finished": format_utc_or_none(job.finished),
        "attempts": job.attempts,
        "done": job.done,
        "total": job.total,
        "step": job.step,
        "said": job.said,
    }


def _lock(worker: str) -> str:
    return f"worker-{worker}"
