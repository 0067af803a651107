"""The queue of jobs: those that wait, run and ended. It lends the next to a worker for a limited time.

A worker that dies keeps its jobs until the lease ends; then another worker has them.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Index, case, func, select

from leftopen.model.job import LIVE, Job, JobState
from leftopen.present import timestamps
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

CANCELLED = "cancelled"
MOST = 1000

OF = {"monitor": "monitor", "deliver": "message"}
"""What the payload names of the jobs whose key has it too."""


def _from_columns(connection: Connection, id: str) -> Job:
    """The job whose record can't be read, as its columns say: one that comes again and again has all in its
    key. Any other fails, and says why."""
    row = connection.execute(select(jobs.rows).where(jobs.c.id == id)).one()
    key, lease = row.live_key or "", timestamps.parse_utc_or_none(row.lease_until)
    of = key.partition(" ")[2]
    return Job(
        id=id, kind=row.kind, created=timestamps.parse_utc(row.created), due=timestamps.parse_utc(row.due),
        payload={OF[row.kind]: of} if of else {}, asked_by="unknown", key=key, state=JobState(row.state),
        worker=row.worker, lease_until=lease, said="its record could not be read",
    )  # fmt: skip


jobs = Table(
    "jobs",
    Job,
    column("id", key=True),
    column("kind"),
    column("state"),
    column("due"),
    column("created"),
    column("worker"),
    column("lease_until", null=True),
    # The key while the job is live, else NULL: so that it is unique among the live ones.
    column("live_key", lambda job: job.key or None if job.state in LIVE else None, null=True, unique=True),
    Index("jobs_due", "state", "due"),
    Index("jobs_kind", "kind", "created"),
    order="-created id",
    noun="job",
    rebuild=_from_columns,
    prefix=True,
)


class Jobs(Reader[Job]):
    """All jobs of this data folder."""

    table = jobs

    def of_key(self, key: str) -> Job | None:
        """The live job with that key."""
        return self._first(jobs.c.live_key == key)

    def list(
        self, *, states: Collection[JobState] = (), kind: str = "", limit: int = MOST, offset: int = 0
    ) -> builtins.list[Job]:
        """One page of those in these states (none: any), newest first."""
        return self._list(_wanted(states, kind), limit=limit, offset=offset)

    def count(self, *, states: Collection[JobState] = (), kind: str = "") -> int:
        """How many of them there are."""
        return self._count(_wanted(states, kind))

    def any_due(self, kinds: Collection[str], worker: str, now: datetime) -> bool:
        """Is there a job that this worker could lease? An idle worker asks this, and takes no write lock."""
        return self._any(due(kinds, worker, now))

    def any_waits(self, kind: str, after: datetime) -> bool:
        """Does one of that kind wait longer than until that time?"""
        return self._any(_wanted((JobState.WAITING,), kind) & (jobs.c.due > timestamps.format_utc(after)))

    def due_times(self, kind: str) -> dict[str, datetime]:
        """When each live job of that kind is due, or was, by its key."""
        live = (jobs.c.kind == kind) & jobs.c.live_key.is_not(None)
        with self._database.read() as connection:
            rows = connection.execute(select(jobs.c.live_key, jobs.c.due).where(live))
            return {row.live_key: timestamps.parse_utc(row.due) for row in rows}

    def workers(self) -> builtins.list[str]:
        """The names of the workers that have a running job."""
        running = jobs.c.state == JobState.RUNNING.value
        with self._database.read() as connection:
            return list(connection.scalars(select(jobs.c.worker).where(running).distinct()))

    def oldest_due(
        self, now: datetime, *, standing: bool = True, but: Collection[str] = ()
    ) -> datetime | None:
        """Since when the job waits that has been due longest; None when none is due. One whose worker died
        waits since its lease ended. Without `standing`, those do not count that workers add by themselves;
        nor do those of the kinds `but`."""
        running = jobs.c.state == JobState.RUNNING.value
        since = case((running, jobs.c.lease_until), else_=jobs.c.due)
        waits = _wanted(LIVE, "") & (since <= timestamps.format_utc(now)) & jobs.c.kind.not_in(list(but))
        if not standing:
            waits &= jobs.c.live_key.is_(None) | (jobs.c.live_key != jobs.c.kind)
        with self._database.read() as connection:
            text = connection.scalar(select(func.min(since)).where(waits))
        return timestamps.parse_utc_or_none(text)

    def live(self, kind: str) -> builtins.list[Job]:
        """Those of that kind that wait or run."""
        return self._list(_wanted(LIVE, kind))

    def failing(self) -> builtins.list[Job]:
        """The live jobs whose last run failed; at most `MOST`."""
        return self._list(_wanted(LIVE, ""), jobs.c.record.not_like('%"failures":0,%'), limit=MOST)

    def busy(self, now: datetime) -> int:
        """How many jobs run: their workers renew the lease."""
        return self._count(_held(now))

    def by_kind_and_state(self) -> dict[tuple[str, str], int]:
        """How many there are of each kind in each state."""
        query = select(jobs.c.kind, jobs.c.state, func.count()).group_by(jobs.c.kind, jobs.c.state)
        with self._database.read() as connection:
            return {(kind, state): count for kind, state, count in connection.execute(query)}

    def _any(self, wanted: ColumnElement[bool]) -> bool:
        with self._database.read() as connection:
            return connection.scalars(select(jobs.c.id).where(wanted).limit(1)).first() is not None


class JobWriter(Writer[Job]):
    """Changes the jobs of this data folder."""

    table = jobs

    def add(self, job: Job) -> bool:
        """False, and nothing is stored, when a live job has its key."""
        with self.write() as connection:
            return put(connection, job)

    def lease(self, worker: str, now: datetime, until: datetime, *, most: Mapping[str, int]) -> Job | None:
        """Lends the job that has been due longest. `most`: the kinds that the worker knows, each with the
        number of its jobs that may run at once in all workers (0: any)."""
        with self.write() as connection:
            running = _running(connection, [kind for kind, limit in most.items() if limit], now)
            free = [kind for kind, limit in most.items() if not limit or running.get(kind, 0) < limit]
            # What was begun goes on before anything new begins.
            order = [jobs.c.state == JobState.WAITING.value, jobs.c.due, jobs.c.created]
            found = jobs.first(connection, due(free, worker, now), order=order)
            if found is None:
                return None
            lent = replace(
                found, state=JobState.RUNNING, worker=worker, lease_until=until, attempts=found.attempts + 1,
            )  # fmt: skip
            jobs.store(connection, lent)
            return lent

    def renew(self, job: Job, until: datetime) -> bool:
        """Prolongs the lease and stores the progress. False when the job is no longer this worker's: it was
        cancelled, or another worker took it over."""
        return self._change(job, lambda own: replace(
            own, lease_until=until, done=job.done, total=job.total, step=job.step,
            attempts=1 if job.done > own.done else own.attempts,
        ))  # fmt: skip

    def end(self, job: Job, state: JobState, message: str, now: datetime) -> bool:
        """Stores how it ended. False as in `renew`."""
        return self._change(job, lambda own: replace(
            own, state=state, said=message, finished=now, step="", worker="", lease_until=None,
            done=job.done, total=job.total,
        ))  # fmt: skip

    def again(
        self,
        job: Job,
        due: datetime,
        message: str,
        *,
        attempts: int,
        failures: int = 0,
        succeeded: datetime | None = None,
    ) -> bool:
        """Puts it back: it waits until `due`, as after so many attempts, and after so many failed runs in a
        row; `succeeded` now, if it did. False as in `renew`."""
        return self._change(job, lambda own: replace(
            own, state=JobState.WAITING, due=due, said=message, attempts=attempts, step="", worker="",
            lease_until=None, failures=failures, succeeded=succeeded or own.succeeded,
        ))  # fmt: skip

    def bring_forward(self, key: str, latest: datetime) -> bool:
        """Lets the waiting job with that key be due at `latest`, where it would be later. True if so."""
        own = (jobs.c.live_key == key) & (jobs.c.state == JobState.WAITING.value)
        with self.write() as connection:
            job = jobs.first(connection, own)
            return job is not None and job.due > latest and jobs.store(connection, replace(job, due=latest))

    def bring_all_forward(self, kind: str, after: datetime, due: datetime) -> int:
        """Lets those of that kind that would wait beyond `after` be due at `due`; returns their number."""
        late = _wanted((JobState.WAITING,), kind) & (jobs.c.due > timestamps.format_utc(after))
        with self.write() as connection:
            return sum(jobs.store(connection, replace(job, due=due)) for job in jobs.list(connection, late))

    def prune(self, before: datetime) -> int:
        """Deletes the jobs that ended and were due before that time; returns their number."""
        old = jobs.c.state.not_in([state.value for state in LIVE]) & (
            jobs.c.due < timestamps.format_utc(before)
        )
        with self.write() as connection:
            return jobs.remove(connection, old)

    def release_all(self, worker: str) -> int:
        """Ends the leases of a worker that died; returns their number."""
        own = (jobs.c.worker == worker) & (jobs.c.state == JobState.RUNNING.value)
        with self.write() as connection:
            held = jobs.list(connection, own)
            for job in held:
                jobs.store(connection, replace(job, state=JobState.WAITING, worker="", lease_until=None))
            return len(held)

    def cancel(self, id: str, now: datetime, message: str = CANCELLED) -> bool:
        """Cancels a job; the worker that runs it stops at its next renewal. False when it had ended. Raises
        NotFound."""
        with self.write() as connection:
            job = jobs.get(connection, id)
            return job.state in LIVE and jobs.store(connection, replace(
                job, state=JobState.CANCELLED, said=message, finished=now, worker="", lease_until=None
            ))  # fmt: skip

    def _change(self, job: Job, change: Callable[[Job], Job]) -> bool:
        own = (jobs.c.id == job.id) & (jobs.c.state == JobState.RUNNING.value) & (jobs.c.worker == job.worker)
        with self.write() as connection:
            there = jobs.first(connection, own)
            return there is not None and jobs.store(connection, change(there))


def put(connection: Connection, job: Job) -> bool:
    """Adds a job inside the transaction of the event that asks for it. False, and nothing is stored, when
    a live job has its key."""
    if job.key and of_key(connection, job.key) is not None:
        return False
    jobs.add(connection, job)
    return True


def of_key(connection: Connection, key: str) -> Job | None:
    """The live job with that key."""
    return jobs.first(connection, jobs.c.live_key == key)


def due(kinds: Collection[str], worker: str, now: datetime) -> ColumnElement[bool]:
    """The jobs that this worker may lease: those that wait and are due, and those whose lease ended. Not the
    worker's own, which it still runs: after a sleep it renews them."""
    moment, running = timestamps.format_utc(now), jobs.c.state == JobState.RUNNING.value
    ready = (jobs.c.state == JobState.WAITING.value) & (jobs.c.due <= moment)
    left = running & (jobs.c.lease_until <= moment) & (jobs.c.worker != worker)
    return jobs.c.kind.in_(list(kinds)) & (ready | left)


def _wanted(states: Collection[JobState], kind: str) -> ColumnElement[bool]:
    of_state = jobs.c.state.in_([state.value for state in states or JobState])
    return of_state & (jobs.c.kind == kind) if kind else of_state


def _held(now: datetime) -> ColumnElement[bool]:
    return (jobs.c.state == JobState.RUNNING.value) & (jobs.c.lease_until > timestamps.format_utc(now))


def _running(connection: Connection, kinds: Collection[str], now: datetime) -> dict[str, int]:
    """How many jobs of each of these kinds some worker holds; a kind with none is not in it."""
    held = jobs.c.kind.in_(kinds) & _held(now)
    rows = connection.execute(select(jobs.c.kind, func.count()).where(held).group_by(jobs.c.kind))
    return {row[0]: row[1] for row in rows}
