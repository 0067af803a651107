"""Stores the scans requested over the web interface: the queue, and the status of each."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert, select, update

from leftopen.cases import timestamps
from leftopen.model.scan_job import ScanJob, ScanJobStatus
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import scan_jobs

OF_THE_FREE = 3


class ScanJobWriter:
    """Writes the scan jobs of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, scan_job: ScanJob, most_waiting: int) -> bool:
        """False, and nothing is stored, when so many wait already, or a third of what is free then is that
        asker's: no key and no account fills the queue alone."""
        row = {
            "id": scan_job.id,
            "created": timestamps.format_utc(scan_job.created),
            "status": scan_job.status.value,
            "record": packed(scan_job),
        }
        waiting = select(scan_jobs.c.record).where(scan_jobs.c.status != ScanJobStatus.DONE.value)
        with self._database.write() as connection:
            others = [unpacked(text, ScanJob) for text in connection.scalars(waiting)]
            mine = sum((one.key, one.user) == (scan_job.key, scan_job.user) for one in others)
            free = most_waiting - len(others)
            if free <= 0 or mine >= max(1, free // OF_THE_FREE):
                return False
            connection.execute(insert(scan_jobs).values(row))
            return True

    def moved(self, scan_job: ScanJob, status: ScanJobStatus, said: str = "") -> ScanJob:
        """Stores the job with a new status."""
        changed = replace(scan_job, status=status, said=said)
        row = {"status": status.value, "record": packed(changed)}
        with self._database.write() as connection:
            connection.execute(update(scan_jobs).where(scan_jobs.c.id == scan_job.id).values(row))
        return changed
