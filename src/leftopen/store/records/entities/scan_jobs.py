"""The scans requested over the web interface, which are jobs: shares the queue out."""

from __future__ import annotations

from leftopen.errors import NotFound
from leftopen.model.job import LIVE
from leftopen.model.scan_job import KIND, ScanJob, of_job, to_job
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, jobs, put

OF_THE_FREE = 3


class ScanJobs:
    """All scan jobs of this data folder."""

    def __init__(self, records: Records) -> None:
        self._jobs = Jobs(records)

    def get(self, id: str) -> ScanJob:
        """Raises NotFound."""
        job = self._jobs.find(id)
        if job is None or job.kind != KIND:
            raise NotFound(f"there is no scan {id!r}")
        return of_job(job)

    def list(self, limit: int, offset: int) -> tuple[list[ScanJob], int]:
        """One page, newest first, and the total."""
        found = self._jobs.list(kind=KIND, limit=limit, offset=offset)
        return [of_job(job) for job in found], self._jobs.count(kind=KIND)


class ScanJobWriter:
    """Adds scan jobs of this data folder."""

    def __init__(self, changes: Changes) -> None:
        self._database = changes.database

    def add(self, scan_job: ScanJob, most_waiting: int) -> bool:
        """False, and nothing is stored, when so many wait already, or a third of what is free then is that
        asker's: no key and no account fills the queue alone."""
        job = to_job(scan_job)
        live = (jobs.c.kind == KIND) & jobs.c.state.in_([state.value for state in LIVE])
        with self._database.write() as connection:
            others = jobs.list(connection, live)
            mine = sum(one.asked_by == job.asked_by for one in others)
            free = most_waiting - len(others)
            if free <= 0 or mine >= max(1, free // OF_THE_FREE):
                return False
            return put(connection, job)
