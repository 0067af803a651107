"""Reads the passkeys of all users; only public keys."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.passkey import Passkey
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import passkeys


class Passkeys:
    """All passkeys of this data folder; ids are unique across users."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, id: str) -> Passkey | None:
        with self._database.read() as connection:
            text = connection.scalars(select(passkeys.c.record).where(passkeys.c.id == id)).first()
        return None if text is None else unpacked(text, Passkey)

    def of(self, user: str) -> builtins.list[Passkey]:
        """All of one user, oldest first."""
        query = select(passkeys.c.record).where(passkeys.c.user == user)
        with self._database.read() as connection:
            texts = connection.scalars(query.order_by(passkeys.c.created, passkeys.c.id))
            return [unpacked(text, Passkey) for text in texts]

    def owners(self) -> frozenset[str]:
        """The users who have one."""
        with self._database.read() as connection:
            return frozenset(connection.scalars(select(passkeys.c.user).distinct()))
