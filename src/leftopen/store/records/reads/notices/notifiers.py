"""Reads notifiers in their present state."""

from __future__ import annotations

import builtins

from sqlalchemy import Connection, select

from leftopen.errors import NotFound
from leftopen.model.notifier import Notifier
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import notifiers


class Notifiers:
    """All notifiers of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, id: str) -> Notifier:
        """Raises NotFound."""
        with self._database.read() as connection:
            return read_notifier(connection, id)

    def list(self) -> builtins.list[Notifier]:
        query = select(notifiers.c.record).order_by(notifiers.c.id)
        with self._database.read() as connection:
            return [unpacked(text, Notifier) for text in connection.scalars(query)]


def read_notifier(connection: Connection, id: str) -> Notifier:
    text = connection.scalars(select(notifiers.c.record).where(notifiers.c.id == id)).first()
    if text is None:
        raise NotFound(f"there is no notifier {id!r}")
    return unpacked(text, Notifier)
