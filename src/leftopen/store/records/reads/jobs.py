"""Reads the jobs: those that wait, run and ended."""

from __future__ import annotations

import builtins
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select

from leftopen.model.job import LIVE, Job, JobState
from leftopen.present import timestamps
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.id_prefix import full_id
from leftopen.store.records.tables import jobs

MOST = 1000


class Jobs:
    """All jobs of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, prefix: str) -> Job:
        """The job whose id begins so. Raises NotFound."""
        with self._database.read() as connection:
            own = jobs.c.id == full_id(connection, jobs, prefix, "job")
            return unpacked(connection.scalars(select(jobs.c.record).where(own)).one(), Job)

    def find(self, id: str) -> Job | None:
        """The job with exactly that id."""
        with self._database.read() as connection:
            text = connection.scalars(select(jobs.c.record).where(jobs.c.id == id)).first()
        return None if text is None else unpacked(text, Job)

    def of_key(self, key: str) -> Job | None:
        """The live job with that key."""
        with self._database.read() as connection:
            text = connection.scalars(select(jobs.c.record).where(jobs.c.live_key == key)).first()
        return None if text is None else unpacked(text, Job)

    def list(
        self, *, states: Collection[JobState] = (), kind: str = "", limit: int = MOST, offset: int = 0
    ) -> builtins.list[Job]:
        """One page of those in these states (none: any), newest first."""
        query = (
            select(jobs.c.record)
            .where(_wanted(states, kind))
            .order_by(jobs.c.created.desc(), jobs.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self._database.read() as connection:
            return [unpacked(text, Job) for text in connection.scalars(query)]

    def count(self, *, states: Collection[JobState] = (), kind: str = "") -> int:
        """How many of them there are."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).where(_wanted(states, kind))) or 0

    def any_due(self, kinds: Collection[str], worker: str, now: datetime) -> bool:
        """Is there a job that this worker could lease? An idle worker asks this, and takes no write lock."""
        query = select(jobs.c.id).where(due(kinds, worker, now)).limit(1)
        with self._database.read() as connection:
            return connection.scalars(query).first() is not None

    def any_waits(self, kind: str, after: datetime) -> bool:
        """Does one of that kind wait longer than until that time?"""
        late = _wanted((JobState.WAITING,), kind) & (jobs.c.due > timestamps.format_utc(after))
        with self._database.read() as connection:
            return connection.scalars(select(jobs.c.id).where(late).limit(1)).first() is not None

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
        moment, since = timestamps.format_utc(now), case(
            (jobs.c.state == JobState.RUNNING.value, jobs.c.lease_until), else_=jobs.c.due
        )  # fmt: skip
        waits = jobs.c.state.in_([state.value for state in LIVE]) & (since <= moment)
        waits &= jobs.c.kind.not_in(list(but))
        if not standing:
            waits &= jobs.c.live_key.is_(None) | (jobs.c.live_key != jobs.c.kind)
        with self._database.read() as connection:
            text = connection.scalar(select(func.min(since)).where(waits))
        return timestamps.parse_utc_or_none(text)

    def live(self, kind: str) -> builtins.list[Job]:
        """Those of that kind that wait or run."""
        with self._database.read() as connection:
            query = select(jobs.c.record).where(_wanted(LIVE, kind))
            return [unpacked(text, Job) for text in connection.scalars(query)]

    def failing(self) -> builtins.list[Job]:
        """The live jobs whose last run failed; at most `MOST`."""
        query = select(jobs.c.record).where(_wanted(LIVE, ""), jobs.c.record.not_like('%"failures":0,%'))
        with self._database.read() as connection:
            found = [unpacked(text, Job) for text in connection.scalars(query.limit(MOST))]
        # A record of an older version has no such number.
        return [job for job in found if job.failures]

    def busy(self, now: datetime) -> int:
        """How many jobs run: their workers renew the lease."""
        held = (jobs.c.state == JobState.RUNNING.value) & (jobs.c.lease_until > timestamps.format_utc(now))
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).where(held)) or 0


def due(kinds: Collection[str], worker: str, now: datetime) -> ColumnElement[bool]:
    """The jobs that this worker may lease: those that wait and are due, and those whose lease ended. Not the
    worker's own, which it still runs: after a sleep it renews them."""
    moment = timestamps.format_utc(now)
    ready = (jobs.c.state == JobState.WAITING.value) & (jobs.c.due <= moment)
    left = (
        (jobs.c.state == JobState.RUNNING.value) & (jobs.c.lease_until <= moment) & (jobs.c.worker != worker)
    )
    return jobs.c.kind.in_(list(kinds)) & (ready | left)


def _wanted(states: Collection[JobState], kind: str) -> ColumnElement[bool]:
    of_state = jobs.c.state.in_([state.value for state in states or JobState])
    return of_state & (jobs.c.kind == kind) if kind else of_state
