"""Notifiers in their present state."""

from __future__ import annotations

from collections.abc import Callable

from leftopen.model.notifier import Notifier
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

notifiers = Table("notifiers", Notifier, column("id", key=True), order="id", noun="notifier")


class Notifiers(Reader[Notifier]):
    """All notifiers of this data folder, by id."""

    table = notifiers


class NotifierWriter(Writer[Notifier]):
    """Changes the notifiers of this data folder."""

    table = notifiers

    def add(self, notifier: Notifier, most: int) -> bool:
        """False, and nothing is stored, when there are `most` of them already."""
        with self.write() as connection:
            if notifiers.count(connection) >= most:
                return False
            notifiers.add(connection, notifier)
            return True

    def change(self, id: str, change: Callable[[Notifier], Notifier]) -> Notifier:
        """Stores the result of `change`. Raises NotFound."""
        with self.write() as connection:
            return notifiers.change(connection, id, change)

    def remove(self, id: str) -> None:
        """Deletes the notifier. Raises NotFound."""
        with self.write() as connection:
            notifiers.take(connection, id)
