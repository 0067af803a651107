"""Alerts in their present state."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.model.alert import Alert
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

alerts = Table("alerts", Alert, column("id", key=True), column("created"), order="created id", noun="alert")


class Alerts(Reader[Alert]):
    """All alerts of this data folder, oldest first."""

    table = alerts


class AlertWriter(Writer[Alert]):
    """Changes the alerts of this data folder."""

    table = alerts

    def add(self, alert: Alert, most: int) -> bool:
        """False, and nothing is stored, when there are `most` of them already."""
        with self.write() as connection:
            if alerts.count(connection) >= most:
                return False
            alerts.add(connection, alert)
            return True

    def change(self, id: str, change: Callable[[Alert], Alert]) -> Alert:
        """Stores the result of `change`; no other process changes the alert in between. Raises NotFound."""
        with self.write() as connection:
            return alerts.change(connection, id, change)

    def remove(self, id: str) -> None:
        """Deletes the alert. Raises NotFound."""
        with self.write() as connection:
            alerts.take(connection, id)
