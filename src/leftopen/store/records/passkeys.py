"""The passkeys of all people; only public keys."""

from __future__ import annotations

import builtins
from collections.abc import Callable

from sqlalchemy import delete, func, insert, select, update

from leftopen.cases import timestamps
from leftopen.errors import NotFound
from leftopen.model.passkey import Passkey
from leftopen.model.user import User
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import passkeys
from leftopen.store.records.users import read_user


class Passkeys:
    """All passkeys of this data folder; no two have the same id, whosever they are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, passkey: Passkey, most: int, check: Callable[[User], object]) -> bool:
        """False, and nothing is stored, when its id is known or the person has `most` of them already.
        `check` is shown the person as they are then. Raises NotFound for nobody, and what `check` raises."""
        made = timestamps.format_utc(passkey.made)
        row = {"id": passkey.id, "user": passkey.user, "made": made, "record": packed(passkey)}
        count = select(func.count()).select_from(passkeys)
        with self._database.write() as connection:
            check(read_user(connection, passkey.user))
            known = connection.scalar(count.where(passkeys.c.id == passkey.id))
            if known or (connection.scalar(count.where(passkeys.c.user == passkey.user)) or 0) >= most:
                return False
            connection.execute(insert(passkeys).values(row))
            return True

    def find(self, id: str) -> Passkey | None:
        with self._database.read() as connection:
            text = connection.scalars(select(passkeys.c.record).where(passkeys.c.id == id)).first()
        return None if text is None else unpacked(text, Passkey)

    def of(self, user: str) -> builtins.list[Passkey]:
        """All of one person, oldest first."""
        query = select(passkeys.c.record).where(passkeys.c.user == user)
        with self._database.read() as connection:
            texts = connection.scalars(query.order_by(passkeys.c.made, passkeys.c.id))
            return [unpacked(text, Passkey) for text in texts]

    def owners(self) -> frozenset[str]:
        """Who has one."""
        with self._database.read() as connection:
            return frozenset(connection.scalars(select(passkeys.c.user).distinct()))

    def change(self, user: str, id: str, change: Callable[[Passkey], Passkey]) -> Passkey:
        """What `change` makes of it, stored. Raises NotFound, also for one of somebody else, and what
        `change` raises."""
        own = (passkeys.c.user == user) & (passkeys.c.id == id)
        with self._database.write() as connection:
            text = connection.scalars(select(passkeys.c.record).where(own)).first()
            if text is None:
                raise NotFound("there is no such passkey")
            changed = change(unpacked(text, Passkey))
            connection.execute(update(passkeys).where(own).values(record=packed(changed)))
        return changed

    def remove(self, user: str, id: str) -> None:
        """Raises NotFound, also for one of somebody else."""
        own = (passkeys.c.user == user) & (passkeys.c.id == id)
        with self._database.write() as connection:
            if not connection.execute(delete(passkeys).where(own)).rowcount:
                raise NotFound("there is no such passkey")

    def remove_all(self, user: str) -> None:
        """Harmless when there are none."""
        with self._database.write() as connection:
            connection.execute(delete(passkeys).where(passkeys.c.user == user))
