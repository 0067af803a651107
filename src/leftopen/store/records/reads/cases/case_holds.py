"""Reads which cases are held."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.case_hold import CaseHold
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import case_holds


class CaseHolds:
    """All holds of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> builtins.list[CaseHold]:
        """Oldest first."""
        query = select(case_holds.c.record).order_by(case_holds.c.at, case_holds.c.case_id)
        with self._database.read() as connection:
            return [unpacked(text, CaseHold) for text in connection.scalars(query)]

    def find(self, case: str) -> CaseHold | None:
        """The hold of the case with exactly that id."""
        query = select(case_holds.c.record).where(case_holds.c.case_id == case)
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        return None if text is None else unpacked(text, CaseHold)
