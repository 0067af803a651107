"""The audit log: actions with user and clause, refusals included. Append-only."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    RowMapping,
    Select,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from leftopen.present import timestamps
from leftopen.store.records import Records, dialect
from leftopen.store.records.changes import Changes
from leftopen.store.records.table import metadata

EXPORTED = "exported audit log"

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
)
dialect.append_only(audit)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """`count`: the number of like actions that this entry stands for."""

    at: datetime
    actor: str
    what: str
    subject: str
    clause: str
    count: int


class Audit:
    """The audit log of this data folder."""

    def __init__(self, records: Records) -> None:
        self._database = records.database

    def list(self, limit: int = 100) -> builtins.list[AuditEntry]:
        """All entries, newest first."""
        return self._read(select(audit), limit, 0)

    def of_actor(self, actor: str, limit: int, offset: int) -> tuple[builtins.list[AuditEntry], int]:
        """The entries of one actor, newest first, and their total."""
        return self._page(audit.c.actor == actor, limit, offset)

    def of_kind(self, what: str, limit: int, offset: int) -> tuple[builtins.list[AuditEntry], int]:
        """The entries of one kind, newest first, and their total."""
        return self._page(audit.c.action == what, limit, offset)

    def newest(self, what: str) -> datetime | None:
        """When the newest entry of a kind was made. Read from the end: it is near where there is one."""
        query = select(audit.c.at).where(audit.c.action == what).order_by(audit.c.id.desc()).limit(1)
        with self._database.read() as connection:
            return timestamps.parse_utc_or_none(connection.scalar(query))

    def actors(self, what: str, clauses: Collection[str]) -> dict[str, str]:
        """Who made the newest entry of a kind with each of these clauses, by clause."""
        query = select(audit.c.clause, audit.c.actor).where(audit.c.action == what).order_by(audit.c.id)
        wanted = set(clauses)
        with self._database.read() as connection:
            return {row.clause: row.actor for row in connection.execute(query) if row.clause in wanted}

    def subjects(self, what: str, names: Collection[str]) -> set[str]:
        """Those of the names that an entry of a kind is about."""
        query = select(audit.c.subject).where(audit.c.action == what, audit.c.subject.in_(list(names)))
        with self._database.read() as connection:
            return set(connection.scalars(query.distinct()))

    def older(
        self, before: datetime, but: Collection[str], about: Collection[str], limit: int
    ) -> dict[int, AuditEntry]:
        """The oldest entries from before then, by number; without those of the kinds `but`, and those that
        are `about` one of these."""
        query = select(audit).where(audit.c.at < timestamps.format_utc(before), audit.c.action.not_in(but))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(audit.c.id)).mappings()
            wanted = (row for row in rows if row["subject"] not in about)
            return {row["id"]: _entry(row) for row in islice(wanted, limit)}

    def _page(
        self, condition: ColumnElement[bool], limit: int, offset: int
    ) -> tuple[builtins.list[AuditEntry], int]:
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(audit).where(condition)).scalar_one()
        return self._read(select(audit).where(condition), limit, offset), int(total)

    def _read(self, query: Select[Any], limit: int, offset: int) -> builtins.list[AuditEntry]:
        newest = query.order_by(audit.c.id.desc()).limit(limit).offset(offset)
        with self._database.read() as connection:
            rows = connection.execute(newest).mappings().all()
        return [_entry(row) for row in rows]


class AuditWriter:
    """Writes the audit log of this data folder."""

    def __init__(self, changes: Changes) -> None:
        self._database = changes.database

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
            # Nothing else may delete any.
            with dialect.deletable(connection, audit):
                for id in ids:
                    connection.execute(delete(audit).where(audit.c.id == id))
            put(connection, at, actor, EXPORTED, file, clause, max(1, len(ids)))
        return len(ids)


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


def _entry(row: RowMapping) -> AuditEntry:
    return AuditEntry(
        at=timestamps.parse_utc(row["at"]), actor=row["actor"], what=row["action"], subject=row["subject"],
        clause=row["clause"], count=row["count"],
    )  # fmt: skip
