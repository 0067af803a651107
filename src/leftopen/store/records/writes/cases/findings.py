"""Stores evidence outside the chain, so that it can be erased."""

from __future__ import annotations

from sqlalchemy import delete, insert

from leftopen.model.finding import Finding
from leftopen.present import timestamps
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.tables import findings


class FindingWriter:
    """Writes the latest finding of each case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, finding: Finding) -> None:
        """Stores it in place of the earlier one of the same finding and case."""
        key = {"finding": finding.judged.finding, "case_id": finding.case}
        row = {**key, "at": timestamps.format_utc(finding.judged.at), "record": packed(finding)}
        with self._database.write() as connection:
            connection.execute(delete(findings).filter_by(**key))
            connection.execute(insert(findings).values(row))

    def erase(self, finding_id: str) -> None:
        """Overwrites it in the file and in its log; the case and its events stay."""
        with self._database.write() as connection:
            connection.execute(delete(findings).where(findings.c.finding == finding_id))
        with self._database.bare() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
