"""Stores users' notes on cases, and their saved searches."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select

from leftopen.errors import NotFound
from leftopen.model.user import Note, SavedSearch
from leftopen.present import timestamps
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import notes, searches


class NoteWriter:
    """Writes the notes of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, note: Note) -> None:
        row = {
            "id": note.id,
            "case_id": note.case,
            "created": timestamps.format_utc(note.at),
            "record": packed(note),
        }
        with self._database.write() as connection:
            connection.execute(insert(notes).values(row))


class SearchWriter:
    """Writes the saved searches of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, search: SavedSearch, most: int) -> bool:
        """False, and nothing is stored, when the user has `most` of them already. The same query under the
        same name is stored once."""
        made = timestamps.format_utc(search.made)
        row = {"id": search.id, "user": search.user, "created": made, "record": packed(search)}
        own = select(func.count()).select_from(searches).where(searches.c.user == search.user)
        with self._database.write() as connection:
            texts = connection.scalars(select(searches.c.record).where(searches.c.user == search.user))
            known = [unpacked(text, SavedSearch) for text in texts]
            same = (search.name, search.query, search.page)
            if any((one.name, one.query, one.page) == same for one in known):
                return True
            if (connection.scalar(own) or 0) >= most:
                return False
            connection.execute(insert(searches).values(row))
            return True

    def replace(self, search: SavedSearch) -> None:
        """Instead of all others that the user has under the same name for the same page."""
        made = timestamps.format_utc(search.made)
        row = {"id": search.id, "user": search.user, "created": made, "record": packed(search)}
        with self._database.write() as connection:
            texts = connection.scalars(select(searches.c.record).where(searches.c.user == search.user))
            known = [unpacked(text, SavedSearch) for text in texts]
            old = [one.id for one in known if (one.name, one.page) == (search.name, search.page)]
            connection.execute(delete(searches).where(searches.c.id.in_(old)))
            connection.execute(insert(searches).values(row))

    def remove(self, user: str, id: str) -> None:
        """Deletes a search. Raises NotFound, also for another user's."""
        own = (searches.c.user == user) & (searches.c.id == id)
        with self._database.write() as connection:
            if not connection.execute(delete(searches).where(own)).rowcount:
                raise NotFound("there is no such saved search")
