"""What only SQLite understands. Every other module of the records uses SQLAlchemy's own expressions, so that
another database needs another file like this one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    Text,
    cast,
    event,
    literal_column,
)

UNREADABLE = "leftopen_unreadable"
"""The option of a connection that has the set of records that could not be read."""
READ, WRITE = "BEGIN", "BEGIN IMMEDIATE"
"""A deferred transaction that starts to write may fail at once although it could have waited."""
VALUES_AT_ONCE = 500
"""SQLite takes so many values in one question, on every build."""
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Erased evidence is overwritten, not only unlinked.
    "PRAGMA secure_delete = ON",
)
_GUARD = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '{}_no_delete'"


def prepare(connection: sqlite3.Connection, record: object) -> None:
    """Of each new connection: `Database` begins transactions itself, because the driver begins only deferred
    ones."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def write_ahead(connection: Connection) -> None:
    """Readers and a writer do not wait for each other from now on; outside of a transaction."""
    connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def overwrite_log(connection: Connection) -> None:
    """What was deleted is no longer in the log beside the file either; outside of a transaction."""
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def json_text(column: str, field: str) -> ColumnElement[str | None]:
    """A field of a record in JSON; NULL for one that is no JSON. The same text in an index and in a query, so
    that the index is used."""
    return literal_column(
        f"CASE json_valid({column}) WHEN 1 THEN json_extract({column}, '$.{field}') END", Text()
    )


def as_bytes(column: ColumnElement[str]) -> ColumnElement[bytes]:
    """A text as its bytes: one that is no UTF-8 fails where it is read, and not the whole question."""
    return cast(column, LargeBinary)


def without_index(column: Column[str]) -> ColumnElement[str]:
    """The column, so that the database takes another index than that of the column."""
    return literal_column(f"+{column.table.name}.{column.name}", Text())


def append_only(table: Table) -> None:
    """Rows of the table are never changed or deleted: the database refuses it."""
    event.listen(table, "after_create", _make_triggers)


def _make_triggers(table: Table, connection: Connection, **options: object) -> None:
    for change in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table.name}_no_{change.lower()} BEFORE {change} ON {table.name} "
            f"BEGIN SELECT RAISE(ABORT, 'the {table.name} are only ever added to'); END"
        )


@contextmanager
def deletable(connection: Connection, table: Table) -> Iterator[None]:
    """Allows to delete rows of an append-only table, inside the `with` and its transaction alone."""
    guard = connection.exec_driver_sql(_GUARD.format(table.name)).scalar_one()
    connection.exec_driver_sql(f"DROP TRIGGER {table.name}_no_delete")
    yield
    connection.exec_driver_sql(str(guard))
