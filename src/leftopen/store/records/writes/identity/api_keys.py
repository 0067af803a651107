"""Stores the API keys, with only the digests of their tokens."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select

from leftopen.errors import NotFound
from leftopen.model.api_key import ApiKey
from leftopen.present import timestamps
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import api_keys


class ApiKeyWriter:
    """Writes the keys of this data folder; names are unique."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: ApiKey) -> bool:
        """False, and nothing is changed, when the name is taken."""
        row = {
            "id": key.id,
            "created": timestamps.format_utc(key.made),
            "name": key.name,
            "user": key.owner,
            "record": packed(key),
        }
        with self._database.write() as connection:
            own = select(func.count()).select_from(api_keys).where(api_keys.c.name == key.name)
            if connection.scalar(own):
                return False
            connection.execute(insert(api_keys).values(row))
            return True

    def remove(self, name: str) -> ApiKey:
        """Deletes the key of that name and returns it. Raises NotFound."""
        own = api_keys.c.name == name
        with self._database.write() as connection:
            text = connection.scalars(select(api_keys.c.record).where(own)).first()
            if text is None:
                raise NotFound(f"there is no API key {name!r}")
            connection.execute(delete(api_keys).where(own))
        return unpacked(text, ApiKey)
