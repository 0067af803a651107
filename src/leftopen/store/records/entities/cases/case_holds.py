"""Which cases are held."""

from __future__ import annotations

from leftopen.model.case_hold import CaseHold
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

case_holds = Table(
    "case_holds", CaseHold, column("case_id", "case", key=True), column("at"), order="at case_id"
)


class CaseHolds(Reader[CaseHold]):
    """All holds of this data folder, oldest first; the key is the id of the case."""

    table = case_holds


class CaseHoldWriter(Writer[CaseHold]):
    """Changes the holds of this data folder."""

    table = case_holds

    def remove(self, case: str) -> bool:
        """False where there was none."""
        with self.write() as connection:
            return bool(case_holds.remove(connection, case_holds.c.case_id == case))
