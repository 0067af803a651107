"""Notifiers, as they are now."""

from __future__ import annotations

import builtins
from collections.abc import Callable

from sqlalchemy import Connection, delete, func, insert, select, update

from leftopen.errors import NotFound
from leftopen.model.notifier import Notifier
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import notifiers


class Notifiers:
    """All notifiers of this data folder."""

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
        """What `change` makes of it, stored. Raises NotFound."""
        with self._database.write() as connection:
            changed = change(_read(connection, id))
            row = {"record": packed(changed)}
            connection.execute(update(notifiers).where(notifiers.c.id == id).values(row))
        return changed

    def get(self, id: str) -> Notifier:
        """Raises NotFound."""
        with self._database.read() as connection:
            return _read(connection, id)

    def list(self) -> builtins.list[Notifier]:
        query = select(notifiers.c.record).order_by(notifiers.c.id)
        with self._database.read() as connection:
            return [unpacked(text, Notifier) for text in connection.scalars(query)]

    def remove(self, id: str) -> None:
        """Raises NotFound."""
        with self._database.write() as connection:
            _read(connection, id)
            connection.execute(delete(notifiers).where(notifiers.c.id == id))


def _read(connection: Connection, id: str) -> Notifier:
    text = connection.scalars(select(notifiers.c.record).where(notifiers.c.id == id)).first()
    if text is None:
        raise NotFound(f"there is no notifier {id!r}")
    return unpacked(text, Notifier)
