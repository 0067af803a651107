"""Holds cases, and lifts holds."""

from __future__ import annotations

from sqlalchemy import delete, insert

from leftopen.model.case_hold import CaseHold
from leftopen.present import timestamps
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.tables import case_holds


class CaseHoldWriter:
    """Writes the holds of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, hold: CaseHold) -> None:
        """In place of an earlier one of the same case."""
        row = {"case_id": hold.case, "at": timestamps.format_utc(hold.at), "record": packed(hold)}
        with self._database.write() as connection:
            connection.execute(delete(case_holds).where(case_holds.c.case_id == hold.case))
            connection.execute(insert(case_holds).values(row))

    def remove(self, case: str) -> bool:
        """False where there was none."""
        with self._database.write() as connection:
            gone = connection.execute(delete(case_holds).where(case_holds.c.case_id == case))
            return bool(gone.rowcount)
