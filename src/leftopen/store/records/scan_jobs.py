"""Scans that were asked for over the web interface: the queue, and what became of each."""

from __future__ import annotations

import builtins
from dataclasses import replace

from sqlalchemy import func, insert, select, update

from leftopen.cases import timestamps
from leftopen.errors import NotFound
from leftopen.model.scan_job import ScanJob, ScanJobStatus
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import scan_jobs


class ScanJobs:
    """All submissions of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, scan_job: ScanJob, most_waiting: int) -> bool:
        """False, and nothing is stored, when so many wait already."""
        row = {
            "id": scan_job.id,
            "created": timestamps.format_utc(scan_job.created),
            "status": scan_job.status.value,
            "record": packed(scan_job),
        }
        waiting = select(func.count()).where(scan_jobs.c.status != ScanJobStatus.DONE.value)
        with self._database.write() as connection:
            if (connection.scalar(waiting) or 0) >= most_waiting:
                return False
            connection.execute(insert(scan_jobs).values(row))
            return True

    def next(self) -> ScanJob | None:
        """The oldest that is not done; one whose process died before the others."""
        query = (
            select(scan_jobs.c.record)
            .where(scan_jobs.c.status != ScanJobStatus.DONE.value)
            .order_by(scan_jobs.c.status != ScanJobStatus.PROCESSING.value, scan_jobs.c.created)
            .limit(1)
        )
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        return None if text is None else unpacked(text, ScanJob)

    def moved(self, scan_job: ScanJob, status: ScanJobStatus, said: str = "") -> ScanJob:
        """The same in another status, stored."""
        changed = replace(scan_job, status=status, said=said)
        row = {"status": status.value, "record": packed(changed)}
        with self._database.write() as connection:
            connection.execute(update(scan_jobs).where(scan_jobs.c.id == scan_job.id).values(row))
        return changed

    def get(self, id: str) -> ScanJob:
        """Raises NotFound."""
        query = select(scan_jobs.c.record).where(scan_jobs.c.id == id)
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        if text is None:
            raise NotFound(f"there is no scan {id!r}")
        return unpacked(text, ScanJob)

    def list(self, limit: int, offset: int) -> tuple[builtins.list[ScanJob], int]:
        """So many, newest first, and how many there are in all."""
        query = (
            select(scan_jobs.c.record)
            .order_by(scan_jobs.c.created.desc(), scan_jobs.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self._database.read() as connection:
            found = [unpacked(text, ScanJob) for text in connection.scalars(query)]
            total = connection.scalar(select(func.count()).select_from(scan_jobs)) or 0
        return found, total
