"""The API keys, with only the digests of their tokens."""

from __future__ import annotations

from sqlalchemy import Index

from leftopen.errors import NotFound
from leftopen.model.api_key import ApiKey
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

api_keys = Table(
    "api_keys",
    ApiKey,
    column("id", key=True),
    column("created", "made"),
    column("name", unique=True),
    column("user", "owner"),
    Index("api_keys_user", "user"),
    order="created id",
)


class ApiKeys(Reader[ApiKey]):
    """All keys of this data folder, oldest first; names are unique."""

    table = api_keys


class ApiKeyWriter(Writer[ApiKey]):
    """Changes the keys of this data folder; names are unique."""

    table = api_keys

    def add(self, key: ApiKey) -> bool:
        """False, and nothing is changed, when the name is taken."""
        with self.write() as connection:
            if api_keys.count(connection, api_keys.c.name == key.name):
                return False
            api_keys.add(connection, key)
            return True

    def remove(self, name: str) -> ApiKey:
        """Deletes the key of that name and returns it. Raises NotFound."""
        with self.write() as connection:
            found = api_keys.first(connection, api_keys.c.name == name)
            if found is None:
                raise NotFound(f"there is no API key {name!r}")
            return api_keys.take(connection, found.id)
