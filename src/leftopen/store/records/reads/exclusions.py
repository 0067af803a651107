"""Reads the exclusions from reports and messages."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.exclusion import Exclusion
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import exclusions


class Exclusions:
    """All exclusions of this data folder except the denials, which belong to the scope."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> builtins.list[Exclusion]:
        """All, oldest first; also those that have ended."""
        query = select(exclusions.c.record).order_by(exclusions.c.added, exclusions.c.id)
        with self._database.read() as connection:
            return [unpacked(text, Exclusion) for text in connection.scalars(query)]
