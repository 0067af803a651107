"""Reads the organisations."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.errors import NotFound
from leftopen.model.on_call import OnCall
from leftopen.model.organisation import Organisation, named
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import on_call, organisations


class Organisations:
    """All organisations of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> builtins.list[Organisation]:
        """By name."""
        with self._database.read() as connection:
            texts = connection.scalars(select(organisations.c.record).order_by(organisations.c.name))
            return [unpacked(text, Organisation) for text in texts]

    def named(self, name: str) -> Organisation | None:
        """In any case of letters."""
        return named(self.list(), name)

    def get(self, name: str) -> Organisation:
        """Raises NotFound."""
        found = self.named(name)
        if found is None:
            raise NotFound(f"there is no organisation {name[:80]!r}; to see them: leftopen org list")
        return found

    def on_call(self) -> dict[str, OnCall]:
        """What the calendar of each organisation said when it was last read, by the organisation's id."""
        with self._database.read() as connection:
            found = [unpacked(text, OnCall) for text in connection.scalars(select(on_call.c.record))]
        return {one.organisation: one for one in found}
