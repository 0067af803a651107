"""Reads the scans requested over the web interface, out of the jobs."""

from __future__ import annotations

import builtins

from leftopen.errors import NotFound
from leftopen.model.scan_job import KIND, ScanJob, of_job
from leftopen.store.records.database import Database
from leftopen.store.records.reads.jobs import Jobs


class ScanJobs:
    """All scan jobs of this data folder."""

    def __init__(self, database: Database) -> None:
        self._jobs = Jobs(database)

    def get(self, id: str) -> ScanJob:
        """Raises NotFound."""
        job = self._jobs.find(id)
        if job is None or job.kind != KIND:
            raise NotFound(f"there is no scan {id!r}")
        return of_job(job)

    def list(self, limit: int, offset: int) -> tuple[builtins.list[ScanJob], int]:
        """One page, newest first, and the total."""
        found = self._jobs.list(kind=KIND, limit=limit, offset=offset)
        return [of_job(job) for job in found], self._jobs.count(kind=KIND)
