"""Reads users' notes on cases, and their saved searches."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.user import Note, SavedSearch
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import notes, searches


class Notes:
    """All notes of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, case: str) -> list[Note]:
        """All of one case, oldest first."""
        query = select(notes.c.record).where(notes.c.case_id == case).order_by(notes.c.created, notes.c.id)
        with self._database.read() as connection:
            return [unpacked(text, Note) for text in connection.scalars(query)]


class Searches:
    """All saved searches of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def every(self, user: str) -> builtins.list[SavedSearch]:
        """All searches and views of one user, oldest first."""
        query = select(searches.c.record).where(searches.c.user == user)
        with self._database.read() as connection:
            texts = connection.scalars(query.order_by(searches.c.created, searches.c.id))
            return [unpacked(text, SavedSearch) for text in texts]

    def of(self, user: str, page: str = "") -> builtins.list[SavedSearch]:
        """All searches of one user, or all saved views of a page, oldest first."""
        return [one for one in self.every(user) if one.page == page]
