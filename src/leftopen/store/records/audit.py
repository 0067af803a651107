"""Who did what, by which clause; refusals too. Only ever added to."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from leftopen.cases import instant
from leftopen.store.records.database import Database
from leftopen.store.records.tables import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """`count` how many of the same kind this line stands for."""

    at: datetime
    actor: str
    what: str
    subject: str
    clause: str
    count: int


class Audit:
    """The audit of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, at: datetime, actor: str, what: str, subject: str, clause: str, count: int = 1) -> None:
        """One line; `count` for many refusals by the same clause."""
        row = {
            "at": instant.written(at),
            "actor": actor,
            "what": what,
            "subject": subject,
            "clause": clause,
            "count": count,
        }
        with self._database.write() as connection:
            connection.execute(insert(audit).values(row))

    def list(self, limit: int = 100) -> builtins.list[AuditEntry]:
        """The newest first."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            AuditEntry(
                at=instant.read(row["at"]),
                actor=row["actor"],
                what=row["what"],
                subject=row["subject"],
                clause=row["clause"],
                count=row["count"],
            )
            for row in rows
        ]
