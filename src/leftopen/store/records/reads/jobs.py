"""Reads the jobs: those that wait, run and ended."""

from __future__ import annotations

import builtins
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from leftopen.cases import timestamps
from leftopen.model.job import LIVE, Job, JobState
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

    def workers(self) -> builtins.list[str]:
        """The names of the workers that have a running job."""
        running = jobs.c.state == JobState.RUNNING.value
        with self._database.read() as connection:
            return list(connection.scalars(select(jobs.c.worker).where(running).distinct()))

    def oldest_due(self) -> datetime | None:
        """When the longest-waiting live job was due; None when there is none."""
        live = jobs.c.state.in_([state.value for state in LIVE])
        with self._database.read() as connection:
            text = connection.scalar(select(func.min(jobs.c.due)).where(live))
        return timestamps.parse_utc_or_none(text)


def _wanted(states: Collection[JobState], kind: str) -> ColumnElement[bool]:
    of_state = jobs.c.state.in_([state.value for state in states or JobState])
    return of_state & (jobs.c.kind == kind) if kind else of_state
