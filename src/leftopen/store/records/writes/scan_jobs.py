"""Adds the scans requested over the web interface to the jobs, and shares the queue out."""

from __future__ import annotations

from sqlalchemy import select

from leftopen.model.job import LIVE, Job
from leftopen.model.scan_job import KIND, ScanJob, to_job
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import jobs
from leftopen.store.records.writes.jobs import put

OF_THE_FREE = 3


class ScanJobWriter:
    """Writes the scan jobs of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, scan_job: ScanJob, most_waiting: int) -> bool:
        """False, and nothing is stored, when so many wait already, or a third of what is free then is that
        asker's: no key and no account fills the queue alone."""
        job = to_job(scan_job)
        live = (jobs.c.kind == KIND) & jobs.c.state.in_([state.value for state in LIVE])
        with self._database.write() as connection:
            others = [unpacked(text, Job) for text in connection.scalars(select(jobs.c.record).where(live))]
            mine = sum(one.asked_by == job.asked_by for one in others)
            free = most_waiting - len(others)
            if free <= 0 or mine >= max(1, free // OF_THE_FREE):
                return False
            return put(connection, job)
