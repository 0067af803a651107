"""Stores the audit log: actions with user and clause, refusals included. Append-only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, insert

from leftopen.present import timestamps
from leftopen.store.records.database import Database
from leftopen.store.records.tables import audit


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
        row = {
            "at": timestamps.format_utc(at),
            "actor": actor,
            "action": what,
            "subject": subject,
            "clause": clause,
            "count": count,
        }
        with self._database.write() as connection:
            connection.execute(insert(audit).values(row))
            also(connection)
