"""Stores the audit log: actions with user and clause, refusals included. Append-only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, insert

from leftopen.present import timestamps
from leftopen.store.records.database import Database
from leftopen.store.records.tables import audit


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
