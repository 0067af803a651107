"""Stores organisations."""

from __future__ import annotations

from sqlalchemy import delete, insert, update

from leftopen.model.organisation import Organisation
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.tables import organisations


class OrganisationWriter:
    """Writes the organisations of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, organisation: Organisation) -> None:
        """Adds it, or replaces the one with that id."""
        values = {"name": organisation.name, "record": packed(organisation)}
        with self._database.write() as connection:
            own = organisations.c.id == organisation.id
            if not connection.execute(update(organisations).where(own).values(values)).rowcount:
                connection.execute(insert(organisations).values(id=organisation.id, **values))

    def remove(self, id: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(organisations).where(organisations.c.id == id))
