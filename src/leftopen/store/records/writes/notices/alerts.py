"""Stores alerts in their present state."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, func, insert, select, update

from leftopen.model.alert import Alert
from leftopen.present import timestamps
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.reads.notices.alerts import read_alert
from leftopen.store.records.tables import alerts


class AlertWriter:
    """Writes the alerts of this data folder."""

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
        """Stores the result of `change`; no other process changes the alert in between. Raises NotFound."""
        with self._database.write() as connection:
            changed = change(read_alert(connection, id))
            row = {"record": packed(changed)}
            connection.execute(update(alerts).where(alerts.c.id == id).values(row))
        return changed

    def remove(self, id: str) -> None:
        """Deletes the alert. Raises NotFound."""
        with self._database.write() as connection:
            read_alert(connection, id)
            connection.execute(delete(alerts).where(alerts.c.id == id))
