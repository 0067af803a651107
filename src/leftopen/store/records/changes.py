"""The only door for writing. `service` alone may import it: all others change the records through
`service`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Generic

from sqlalchemy import Connection

from leftopen.store.records import Records
from leftopen.store.records.table import T, Table


class Changes:
    """The right to change open records: every writer needs it."""

    def __init__(self, records: Records) -> None:
        self.database, self.seal = records.database, records.seal


class Writer(Generic[T]):
    """Changes the records of one table. Every call is one transaction, on the disk when it returns. Raises
    StoreFailed when the database fails."""

    table: Table[T]

    def __init__(self, changes: Changes) -> None:
        self._database = changes.database

    def write(self) -> AbstractContextManager[Connection]:
        """A single write transaction, rolled back when its block raises."""
        return self._database.write()

    def put(self, record: T) -> None:
        """Stores it in place of the record with its key, if there is one."""
        with self.write() as connection:
            self.table.put(connection, record)
