"""Stores the audit log: actions with user and clause, refusals included. Append-only."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert

from leftopen.present import timestamps
from leftopen.store.records.database import Database
from leftopen.store.records.tables import audit

EXPORTED = "exported audit log"
_GUARD = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_no_delete'"


def put(
    connection: Connection, at: datetime, actor: str, what: str, subject: str, clause: str, count: int = 1
) -> None:
    """Adds one entry inside the transaction of what it tells of."""
    row = {
        "at": timestamps.format_utc(at),
        "actor": actor,
        "action": what,
        "subject": subject,
        "clause": clause,
        "count": count,
    }
    connection.execute(insert(audit).values(row))


class AuditWriter:
    """Writes the audit log of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        at: datetime,
        actor: str,
        what: str,
        subject: str,
        clause: str,
        count: int = 1,
        also: Callable[[Connection], None] = lambda connection: None,
    ) -> None:
        """Adds one entry; `count` for many refusals by the same clause. `also` stores what belongs to it in
        the same transaction."""
        with self._database.write() as connection:
            put(connection, at, actor, what, subject, clause, count)
            also(connection)

    def remove(self, ids: Collection[int], at: datetime, actor: str, file: str, clause: str) -> int:
        """Deletes these entries, and says so in the same transaction: they are in that file. Returns their
        number."""
        with self._database.write() as connection:
            # Nothing else may delete any: for the length of this transaction alone it is allowed.
            guard = connection.exec_driver_sql(_GUARD).scalar_one()
            connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
            for id in ids:
                connection.execute(delete(audit).where(audit.c.id == id))
            connection.exec_driver_sql(str(guard))
            put(connection, at, actor, EXPORTED, file, clause, max(1, len(ids)))
        return len(ids)
