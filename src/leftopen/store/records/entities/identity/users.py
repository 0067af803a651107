"""The users of the console."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete

from leftopen.model.user import User
from leftopen.store.records.changes import Writer
from leftopen.store.records.entities import all_tables
from leftopen.store.records.table import Reader, Table, column

MOST = 1000
Among = Callable[[User, Sequence[User]], None]

users = Table("users", User, column("id", key=True), column("name", unique=True), order="name", noun="user")


def _anybody(user: User, others: Sequence[User]) -> None:
    """Accepts every user."""


class Users(Reader[User]):
    """All accounts of this data folder, by name; names are unique."""

    table = users

    def named(self, name: str) -> User | None:
        """The user of exactly that name."""
        return self._first(users.c.name == name)


class UserWriter(Writer[User]):
    """Changes the accounts of this data folder; names are unique."""

    table = users

    def add(self, user: User, *, first: bool = False, most: int = MOST) -> bool:
        """False, and nothing is changed, when the name is taken or there are `most` of them; with `first`,
        when any account exists."""
        taken = [] if first else [users.c.name == user.name]
        with self.write() as connection:
            if users.count(connection) >= most or users.count(connection, *taken):
                return False
            users.add(connection, user)
            return True

    def change(self, id: str, change: Callable[[User], User], among: Among = _anybody) -> User:
        """Stores the result of `change`; no other process changes this user, or the others, in between;
        `among` gets the user as before, and the others. Raises NotFound, and what both raise."""
        with self.write() as connection:
            user = users.get(connection, id)
            changed = change(user)
            among(user, _others(connection, id))
            users.store(connection, changed)
        return changed

    def remove(self, id: str, among: Among = _anybody) -> User:
        """Deletes a user with their rows: sessions, links, passkeys, searches and API keys. `among` as
        in `change`. Raises NotFound, and what `among` raises."""
        with self.write() as connection:
            user = users.get(connection, id)
            among(user, _others(connection, id))
            for table in all_tables().tables.values():
                if "user" in table.c:
                    connection.execute(delete(table).where(table.c.user == id))
            users.remove(connection, users.c.id == id)
        return user


def _others(connection: Connection, id: str) -> list[User]:
    return users.list(connection, users.c.id != id)
