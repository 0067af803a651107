"""The queue of jobs: adds one, lends the next to a worker for a limited time, stores how it went.

A worker that dies keeps its jobs until the lease ends; then another worker has them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from leftopen.errors import NotFound
from leftopen.model.job import LIVE, Job, JobState
from leftopen.present import timestamps
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.reads.jobs import due
from leftopen.store.records.tables import jobs

CANCELLED = "cancelled"


def put(connection: Connection, job: Job) -> bool:
    """Adds a job inside the transaction of the event that asks for it. False, and nothing is stored, when
    a live job has its key."""
    if job.key and connection.scalars(select(jobs.c.id).where(jobs.c.live_key == job.key)).first():
        return False
    row = {"id": job.id, "kind": job.kind, "created": timestamps.format_utc(job.created)}
    connection.execute(insert(jobs).values(row | _columns(job)))
    return True


class JobWriter:
    """Changes the jobs of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, job: Job) -> bool:
        """False, and nothing is stored, when a live job has its key."""
        with self._database.write() as connection:
            return put(connection, job)

    def lease(self, worker: str, now: datetime, until: datetime, *, most: Mapping[str, int]) -> Job | None:
        """Lends the job that has been due longest. `most`: the kinds that the worker knows, each with the
        number of its jobs that may run at once in all workers (0: any)."""
        with self._database.write() as connection:
            running = _running(connection, [kind for kind, limit in most.items() if limit], now)
            free = [kind for kind, limit in most.items() if not limit or running.get(kind, 0) < limit]
            text = connection.scalars(_next(free, worker, now)).first()
            if text is None:
                return None
            job = unpacked(text, Job)
            lent = replace(
                job, state=JobState.RUNNING, worker=worker, lease_until=until, attempts=job.attempts + 1
            )
            store(connection, lent)
            return lent

    def renew(self, job: Job, until: datetime) -> bool:
        """Prolongs the lease and stores the progress. False when the job is no longer this worker's: it was
        cancelled, or another worker took it over."""
        return self._change(job, lambda own: replace(
            own, lease_until=until, done=job.done, total=job.total, step=job.step,
            attempts=1 if job.done > own.done else own.attempts,
        ))  # fmt: skip

    def end(self, job: Job, state: JobState, said: str, now: datetime) -> bool:
        """Stores how it ended. False as in `renew`."""
        return self._change(job, lambda own: replace(
            own, state=state, said=said, finished=now, step="", worker="", lease_until=None,
            done=job.done, total=job.total,
        ))  # fmt: skip

    def again(
        self,
        job: Job,
        due: datetime,
        said: str,
        *,
        attempts: int,
        failures: int = 0,
        succeeded: datetime | None = None,
    ) -> bool:
        """Puts it back: it waits until `due`, as after so many attempts, and after so many failed runs in a
        row; `succeeded` now, if it did. False as in `renew`."""
        return self._change(job, lambda own: replace(
            own, state=JobState.WAITING, due=due, said=said, attempts=attempts, step="", worker="",
            lease_until=None, failures=failures, succeeded=succeeded or own.succeeded,
        ))  # fmt: skip

    def bring_forward(self, key: str, latest: datetime) -> bool:
        """Lets the waiting job with that key be due at `latest`, where it would be later. True if so."""
        own = (jobs.c.live_key == key) & (jobs.c.state == JobState.WAITING.value)
        with self._database.write() as connection:
            text = connection.scalars(select(jobs.c.record).where(own)).first()
            job = None if text is None else unpacked(text, Job)
            if job is None or job.due <= latest:
                return False
            store(connection, replace(job, due=latest))
            return True

    def bring_all_forward(self, kind: str, after: datetime, due: datetime) -> int:
        """Lets those of that kind that would wait beyond `after` be due at `due`; returns their number."""
        late = (
            (jobs.c.kind == kind)
            & (jobs.c.state == JobState.WAITING.value)
            & (jobs.c.due > timestamps.format_utc(after))
        )
        with self._database.write() as connection:
            found = [unpacked(text, Job) for text in connection.scalars(select(jobs.c.record).where(late))]
            for job in found:
                store(connection, replace(job, due=due))
            return len(found)

    def prune(self, before: datetime) -> int:
        """Deletes the jobs that ended and were due before that time; returns their number."""
        ended = jobs.c.state.not_in([state.value for state in LIVE])
        with self._database.write() as connection:
            old = delete(jobs).where(ended, jobs.c.due < timestamps.format_utc(before))
            return int(connection.execute(old).rowcount)

    def release_all(self, worker: str) -> int:
        """Ends the leases of a worker that died; returns their number."""
        own = (jobs.c.worker == worker) & (jobs.c.state == JobState.RUNNING.value)
        with self._database.write() as connection:
            held = [unpacked(text, Job) for text in connection.scalars(select(jobs.c.record).where(own))]
            for job in held:
                store(connection, replace(job, state=JobState.WAITING, worker="", lease_until=None))
            return len(held)

    def cancel(self, id: str, now: datetime, said: str = CANCELLED) -> bool:
        """Cancels a job; the worker that runs it stops at its next renewal. False when it had ended. Raises
        NotFound."""
        with self._database.write() as connection:
            text = connection.scalars(select(jobs.c.record).where(jobs.c.id == id)).first()
            if text is None:
                raise NotFound(f"there is no job {id!r}")
            job = unpacked(text, Job)
            if job.state not in LIVE:
                return False
            store(connection, replace(
                job, state=JobState.CANCELLED, said=said, finished=now, worker="", lease_until=None
            ))  # fmt: skip
            return True

    def _change(self, job: Job, change: Callable[[Job], Job]) -> bool:
        own = (jobs.c.id == job.id) & (jobs.c.state == JobState.RUNNING.value) & (jobs.c.worker == job.worker)
        with self._database.write() as connection:
            text = connection.scalars(select(jobs.c.record).where(own)).first()
            if text is None:
                return False
            store(connection, change(unpacked(text, Job)))
            return True


def _next(kinds: Collection[str], worker: str, now: datetime) -> Select[str]:
    query = select(jobs.c.record).where(due(kinds, worker, now))
    # What was begun goes on before anything new begins.
    return query.order_by(jobs.c.state == JobState.WAITING.value, jobs.c.due, jobs.c.created).limit(1)


def _running(connection: Connection, kinds: Collection[str], now: datetime) -> dict[str, int]:
    """How many jobs of each of these kinds some worker holds; a kind with none is not in it."""
    held = (
        jobs.c.kind.in_(kinds)
        & (jobs.c.state == JobState.RUNNING.value)
        & (jobs.c.lease_until > timestamps.format_utc(now))
    )
    rows = connection.execute(select(jobs.c.kind, func.count()).where(held).group_by(jobs.c.kind))
    return {row[0]: row[1] for row in rows}


def store(connection: Connection, job: Job) -> None:
    """Stores a job that is there, inside a transaction."""
    connection.execute(update(jobs).where(jobs.c.id == job.id).values(_columns(job)))


def _columns(job: Job) -> dict[str, str | None]:
    lease = job.lease_until
    return {
        "state": job.state.value,
        "due": timestamps.format_utc(job.due),
        "worker": job.worker,
        "lease_until": None if lease is None else timestamps.format_utc(lease),
        "live_key": job.key or None if job.state in LIVE else None,
        "record": packed(job),
    }
