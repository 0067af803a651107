"""Stores imports and their progress."""

from __future__ import annotations

from sqlalchemy import insert, update

from leftopen.model.import_record import ImportRecord
from leftopen.present import timestamps
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.tables import imports


class ImportRecordWriter:
    """Writes the imports of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, record: ImportRecord) -> None:
        """Records an import that starts now."""
        row = {
            "id": record.id,
            "digest": record.digest,
            "started": timestamps.format_utc(record.started),
            "state": record.state,
            "record": packed(record),
        }
        with self._database.write() as connection:
            connection.execute(insert(imports).values(row))

    def put(self, record: ImportRecord) -> None:
        """Stores its present state: everything before its `offset` is stored."""
        row = {"state": record.state, "record": packed(record)}
        with self._database.write() as connection:
            connection.execute(update(imports).where(imports.c.id == record.id).values(row))
