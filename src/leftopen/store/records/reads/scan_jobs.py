"""Reads the scans requested over the web interface: the queue, and the status of each."""

from __future__ import annotations

import builtins

from sqlalchemy import func, select

from leftopen.errors import NotFound
from leftopen.model.scan_job import ScanJob, ScanJobStatus
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import scan_jobs


class ScanJobs:
    """All scan jobs of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next(self) -> ScanJob | None:
        """The oldest that is not done; one whose process died comes first."""
        query = (
            select(scan_jobs.c.record)
            .where(scan_jobs.c.status != ScanJobStatus.DONE.value)
            .order_by(scan_jobs.c.status != ScanJobStatus.PROCESSING.value, scan_jobs.c.created)
            .limit(1)
        )
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        return None if text is None else unpacked(text, ScanJob)

    def get(self, id: str) -> ScanJob:
        """Raises NotFound."""
        query = select(scan_jobs.c.record).where(scan_jobs.c.id == id)
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        if text is None:
            raise NotFound(f"there is no scan {id!r}")
        return unpacked(text, ScanJob)

    def list(self, limit: int, offset: int) -> tuple[builtins.list[ScanJob], int]:
        """One page, newest first, and the total."""
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
