"""Stores notifiers in their present state."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, func, insert, select, update

from leftopen.model.notifier import Notifier
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.reads.notices.notifiers import read_notifier
from leftopen.store.records.tables import notifiers


class NotifierWriter:
    """Writes the notifiers of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, notifier: Notifier, most: int) -> bool:
        """False, and nothing is stored, when there are `most` of them already."""
        with self._database.write() as connection:
            if (connection.scalar(select(func.count()).select_from(notifiers)) or 0) >= most:
                return False
            connection.execute(insert(notifiers).values(id=notifier.id, record=packed(notifier)))
            return True

    def change(self, id: str, change: Callable[[Notifier], Notifier]) -> Notifier:
        """Stores the result of `change`. Raises NotFound."""
        with self._database.write() as connection:
            changed = change(read_notifier(connection, id))
            row = {"record": packed(changed)}
            connection.execute(update(notifiers).where(notifiers.c.id == id).values(row))
        return changed

    def remove(self, id: str) -> None:
        """Deletes the notifier. Raises NotFound."""
        with self._database.write() as connection:
            read_notifier(connection, id)
            connection.execute(delete(notifiers).where(notifiers.c.id == id))
