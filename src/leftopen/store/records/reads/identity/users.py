"""Reads the users of the console."""

from __future__ import annotations

import builtins

from sqlalchemy import Connection, select

from leftopen.errors import NotFound
from leftopen.model.user import User
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import users


class Users:
    """All accounts of this data folder; names are unique."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, id: str) -> User:
        """Raises NotFound."""
        with self._database.read() as connection:
            return read_user(connection, id)

    def named(self, name: str) -> User | None:
        """The user of exactly that name."""
        with self._database.read() as connection:
            text = connection.scalars(select(users.c.record).where(users.c.name == name)).first()
        return None if text is None else unpacked(text, User)

    def list(self) -> builtins.list[User]:
        """All, by name."""
        with self._database.read() as connection:
            return everybody(connection)


def read_user(connection: Connection, id: str) -> User:
    """Raises NotFound."""
    text = connection.scalars(select(users.c.record).where(users.c.id == id)).first()
    if text is None:
        raise NotFound(f"there is no user {id[:32]!r}")
    return unpacked(text, User)


def everybody(connection: Connection) -> list[User]:
    texts = connection.scalars(select(users.c.record).order_by(users.c.name))
    return [unpacked(text, User) for text in texts]
