"""Stores the users of the console."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from leftopen.model.user import User
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.reads.identity.users import everybody, read_user
from leftopen.store.records.tables import api_keys, one_time_links, passkeys, searches, sessions, users

MOST = 1000


Among = Callable[[User, Sequence[User]], None]


def _anybody(user: User, others: Sequence[User]) -> None:
    """Accepts every user."""


class UserWriter:
    """Writes the accounts of this data folder; names are unique."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, user: User, *, first: bool = False, most: int = MOST) -> bool:
        """False, and nothing is changed, when the name is taken or there are `most` of them; with `first`,
        when any account exists."""
        with self._database.write() as connection:
            own = select(func.count()).select_from(users)
            if (connection.scalar(own) or 0) >= most:
                return False
            if connection.scalar(own if first else own.where(users.c.name == user.name)):
                return False
            connection.execute(insert(users).values(id=user.id, name=user.name, record=packed(user)))
            return True

    def change(self, id: str, change: Callable[[User], User], among: Among = _anybody) -> User:
        """Stores the result of `change`; no other process changes this user, or the others, in between;
        `among` gets the user as before, and the others. Raises NotFound, and what both raise."""
        with self._database.write() as connection:
            user = read_user(connection, id)
            changed = change(user)
            among(user, _others(connection, id))
            row = {"record": packed(changed), "name": changed.name}
            connection.execute(update(users).where(users.c.id == id).values(row))
        return changed

    def remove(self, id: str, among: Among = _anybody) -> User:
        """Deletes a user with their sessions, links, passkeys, searches and API keys. `among` as in
        `change`. Raises NotFound, and what `among` raises."""
        with self._database.write() as connection:
            user = read_user(connection, id)
            among(user, _others(connection, id))
            for table in (sessions, one_time_links, passkeys, searches, api_keys):
                connection.execute(delete(table).where(table.c.user == id))
            connection.execute(delete(users).where(users.c.id == id))
        return user


def _others(connection: Connection, id: str) -> list[User]:
    return [user for user in everybody(connection) if user.id != id]
