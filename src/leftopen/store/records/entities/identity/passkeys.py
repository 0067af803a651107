"""The passkeys of all users; only public keys."""

from __future__ import annotations

import builtins
from collections.abc import Callable

from sqlalchemy import Index, select

from leftopen.errors import NotFound
from leftopen.model.passkey import Passkey
from leftopen.model.user import User
from leftopen.store.records.changes import Writer
from leftopen.store.records.entities.identity.users import users
from leftopen.store.records.table import Reader, Table, column

passkeys = Table(
    "passkeys",
    Passkey,
    column("id", key=True),
    column("user"),
    column("created", "made"),
    Index("passkeys_user", "user", "created"),
    order="created id",
)


class Passkeys(Reader[Passkey]):
    """All passkeys of this data folder, oldest first; ids are unique across users."""

    table = passkeys

    def of(self, user: str) -> builtins.list[Passkey]:
        """All of one user, oldest first."""
        return self._list(passkeys.c.user == user)

    def owners(self) -> frozenset[str]:
        """The users who have one."""
        with self._database.read() as connection:
            return frozenset(connection.scalars(select(passkeys.c.user).distinct()))


class PasskeyWriter(Writer[Passkey]):
    """Changes the passkeys of this data folder; ids are unique across users."""

    table = passkeys

    def add(self, passkey: Passkey, most: int, check: Callable[[User], object]) -> bool:
        """False, and nothing is stored, when its id exists or the user has `most` of them already. `check`
        gets the user as stored at that moment. Raises NotFound for an unknown user, and what `check`
        raises."""
        with self.write() as connection:
            check(users.get(connection, passkey.user))
            known = passkeys.count(connection, passkeys.c.id == passkey.id)
            if known or passkeys.count(connection, passkeys.c.user == passkey.user) >= most:
                return False
            passkeys.add(connection, passkey)
            return True

    def change(self, user: str, id: str, change: Callable[[Passkey], Passkey]) -> Passkey:
        """Stores the result of `change`. Raises NotFound, also for another user's, and what `change`
        raises."""
        with self.write() as connection:
            there = passkeys.first(connection, passkeys.c.user == user, passkeys.c.id == id)
            if there is None:
                raise NotFound("there is no such passkey")
            changed = change(there)
            passkeys.store(connection, changed)
        return changed

    def remove(self, user: str, id: str) -> None:
        """Deletes a passkey. Raises NotFound, also for another user's."""
        with self.write() as connection:
            if not passkeys.remove(connection, passkeys.c.user == user, passkeys.c.id == id):
                raise NotFound("there is no such passkey")

    def remove_all(self, user: str) -> None:
        """Deletes all of a user; no error when there are none."""
        with self.write() as connection:
            passkeys.remove(connection, passkeys.c.user == user)
