"""Stores the passkeys of all users; only public keys."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, func, insert, select, update

from leftopen.errors import NotFound
from leftopen.model.passkey import Passkey
from leftopen.model.user import User
from leftopen.present import timestamps
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.reads.identity.users import read_user
from leftopen.store.records.tables import passkeys


class PasskeyWriter:
    """Writes the passkeys of this data folder; ids are unique across users."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, passkey: Passkey, most: int, check: Callable[[User], object]) -> bool:
        """False, and nothing is stored, when its id exists or the user has `most` of them already. `check`
        gets the user as stored at that moment. Raises NotFound for an unknown user, and what `check`
        raises."""
        made = timestamps.format_utc(passkey.made)
        row = {"id": passkey.id, "user": passkey.user, "created": made, "record": packed(passkey)}
        count = select(func.count()).select_from(passkeys)
        with self._database.write() as connection:
            check(read_user(connection, passkey.user))
            known = connection.scalar(count.where(passkeys.c.id == passkey.id))
            if known or (connection.scalar(count.where(passkeys.c.user == passkey.user)) or 0) >= most:
                return False
            connection.execute(insert(passkeys).values(row))
            return True

    def change(self, user: str, id: str, change: Callable[[Passkey], Passkey]) -> Passkey:
        """Stores the result of `change`. Raises NotFound, also for another user's, and what `change`
        raises."""
        own = (passkeys.c.user == user) & (passkeys.c.id == id)
        with self._database.write() as connection:
            text = connection.scalars(select(passkeys.c.record).where(own)).first()
            if text is None:
                raise NotFound("there is no such passkey")
            changed = change(unpacked(text, Passkey))
            connection.execute(update(passkeys).where(own).values(record=packed(changed)))
        return changed

    def remove(self, user: str, id: str) -> None:
        """Deletes a passkey. Raises NotFound, also for another user's."""
        own = (passkeys.c.user == user) & (passkeys.c.id == id)
        with self._database.write() as connection:
            if not connection.execute(delete(passkeys).where(own)).rowcount:
                raise NotFound("there is no such passkey")

    def remove_all(self, user: str) -> None:
        """Deletes all of a user; no error when there are none."""
        with self._database.write() as connection:
            connection.execute(delete(passkeys).where(passkeys.c.user == user))
