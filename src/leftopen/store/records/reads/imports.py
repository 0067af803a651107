"""Reads imports and their progress."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.import_record import ImportRecord
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import imports


class Imports:
    """All imports of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, identifier: str) -> ImportRecord | None:
        """The import with exactly that id."""
        with self._database.read() as connection:
            found = connection.scalars(select(imports.c.record).where(imports.c.id == identifier)).first()
        return None if found is None else unpacked(found, ImportRecord)

    def of(self, digest: str) -> builtins.list[ImportRecord]:
        """All imports of a file's content, oldest first."""
        query = select(imports.c.record).where(imports.c.digest == digest).order_by(imports.c.started)
        with self._database.read() as connection:
            return [unpacked(text, ImportRecord) for text in connection.scalars(query)]

    def list(self) -> builtins.list[ImportRecord]:
        """All, newest first."""
        query = select(imports.c.record).order_by(imports.c.started.desc(), imports.c.id)
        with self._database.read() as connection:
            return [unpacked(text, ImportRecord) for text in connection.scalars(query)]
