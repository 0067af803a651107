"""Reads the API keys, with only the digests of their tokens."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.api_key import ApiKey
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import api_keys


class ApiKeys:
    """All keys of this data folder; names are unique."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> builtins.list[ApiKey]:
        """All, oldest first."""
        query = select(api_keys.c.record).order_by(api_keys.c.created, api_keys.c.id)
        with self._database.read() as connection:
            return [unpacked(text, ApiKey) for text in connection.scalars(query)]
