"""Alerts, as they are now."""

from __future__ import annotations

import builtins
from collections.abc import Callable

from sqlalchemy import Connection, delete, func, insert, select, update

from leftopen.cases import timestamps
from leftopen.errors import NotFound
from leftopen.model.alert import Alert
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import alerts


class Alerts:
    """All alerts of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, alert: Alert, most: int) -> bool:
        """False, and nothing is stored, when there are `most` of them already."""
        row = {"id": alert.id, "created": timestamps.format_utc(alert.created), "record": packed(alert)}
        with self._database.write() as connection:
            if (connection.scalar(select(func.count()).select_from(alerts)) or 0) >= most:
                return False
            connection.execute(insert(alerts).values(row))
            return True

    def change(self, id: str, change: Callable[[Alert], Alert]) -> Alert:
        """What `change` makes of it, stored; nobody else changes it in between. Raises NotFound."""
        with self._database.write() as connection:
            changed = change(_read(connection, id))
            row = {"record": packed(changed)}
            connection.execute(update(alerts).where(alerts.c.id == id).values(row))
        return changed

    def get(self, id: str) -> Alert:
        """Raises NotFound."""
        with self._database.read() as connection:
            return _read(connection, id)

    def list(self) -> builtins.list[Alert]:
        """All, oldest first."""
        query = select(alerts.c.record).order_by(alerts.c.created, alerts.c.id)
        with self._database.read() as connection:
            return [unpacked(text, Alert) for text in connection.scalars(query)]

    def remove(self, id: str) -> None:
        """Raises NotFound."""
        with self._database.write() as connection:
            _read(connection, id)
            connection.execute(delete(alerts).where(alerts.c.id == id))


def _read(connection: Connection, id: str) -> Alert:
    text = connection.scalars(select(alerts.c.record).where(alerts.c.id == id)).first()
    if text is None:
        raise NotFound(f"there is no alert {id!r}")
    return unpacked(text, Alert)
