"""Reads alerts in their present state."""

from __future__ import annotations

import builtins

from sqlalchemy import Connection, select

from leftopen.errors import NotFound
from leftopen.model.alert import Alert
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import alerts


class Alerts:
    """All alerts of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, id: str) -> Alert:
        """Raises NotFound."""
        with self._database.read() as connection:
            return read_alert(connection, id)

    def list(self) -> builtins.list[Alert]:
        """All, oldest first."""
        query = select(alerts.c.record).order_by(alerts.c.created, alerts.c.id)
        with self._database.read() as connection:
            return [unpacked(text, Alert) for text in connection.scalars(query)]


def read_alert(connection: Connection, id: str) -> Alert:
    text = connection.scalars(select(alerts.c.record).where(alerts.c.id == id)).first()
    if text is None:
        raise NotFound(f"there is no alert {id!r}")
    return unpacked(text, Alert)
