"""Reads the links by which owners answer without an account."""

from __future__ import annotations

from sqlalchemy import select

from leftopen.model.owner_link import OwnerLink
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import owner_links


class OwnerLinks:
    """All links of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, id: str) -> OwnerLink | None:
        """The link with exactly that id, whether or not it is still valid."""
        with self._database.read() as connection:
            text = connection.scalars(select(owner_links.c.record).where(owner_links.c.id == id)).first()
            return None if text is None else unpacked(text, OwnerLink)

    def of(self, case: str) -> list[OwnerLink]:
        """Those that show this case, oldest first."""
        query = select(owner_links.c.record).where(owner_links.c.record.contains(case, autoescape=True))
        with self._database.read() as connection:
            found = [unpacked(text, OwnerLink) for text in connection.scalars(query)]
        return sorted((one for one in found if case in one.cases), key=lambda link: (link.created, link.id))
