"""Stores organisations."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from leftopen.model.on_call import OnCall
from leftopen.model.organisation import Organisation, named
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import on_call, organisations


class OrganisationWriter:
    """Writes the organisations of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, organisation: Organisation) -> Organisation | None:
        """Adds it, unless one has its name, in any case of letters: gives that one."""
        with self._database.write() as connection:
            texts = connection.scalars(select(organisations.c.record))
            if there := named([unpacked(text, Organisation) for text in texts], organisation.name):
                return there
            values = {"id": organisation.id, "name": organisation.name, "record": packed(organisation)}
            connection.execute(insert(organisations).values(values))
        return None

    def put(self, organisation: Organisation) -> None:
        """Adds it, or replaces the one with that id. What another calendar said is forgotten."""
        values = {"name": organisation.name, "record": packed(organisation)}
        with self._database.write() as connection:
            own = organisations.c.id == organisation.id
            if not connection.execute(update(organisations).where(own).values(values)).rowcount:
                connection.execute(insert(organisations).values(id=organisation.id, **values))
            there = _on_call(connection, organisation.id)
            if there is not None and there.source != organisation.on_call:
                connection.execute(delete(on_call).where(on_call.c.organisation == organisation.id))

    def put_on_call(self, read: OnCall) -> None:
        """Stores what a calendar said; nothing when the organisation has another one now."""
        with self._database.write() as connection:
            query = select(organisations.c.record).where(organisations.c.id == read.organisation)
            text = connection.scalars(query).first()
            if text is None or unpacked(text, Organisation).on_call != read.source:
                return
            connection.execute(delete(on_call).where(on_call.c.organisation == read.organisation))
            row = {"organisation": read.organisation, "record": packed(read)}
            connection.execute(insert(on_call).values(row))

    def remove(self, id: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(organisations).where(organisations.c.id == id))
            connection.execute(delete(on_call).where(on_call.c.organisation == id))


def _on_call(connection: Connection, id: str) -> OnCall | None:
    text = connection.scalars(select(on_call.c.record).where(on_call.c.organisation == id)).first()
    return None if text is None else unpacked(text, OnCall)
