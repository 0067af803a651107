"""Reads sessions and one-time links, with only the digests of their tokens."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.user import OneTimeLink, Session
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import one_time_links, sessions


class Sessions:
    """All sessions of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> builtins.list[Session]:
        """All, newest first."""
        query = select(sessions.c.record).order_by(sessions.c.created.desc(), sessions.c.id)
        with self._database.read() as connection:
            return [unpacked(text, Session) for text in connection.scalars(query)]


class OneTimeLinks:
    """All unused links of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, id: str) -> OneTimeLink | None:
        with self._database.read() as connection:
            text = connection.scalars(
                select(one_time_links.c.record).where(one_time_links.c.id == id)
            ).first()
        return None if text is None else unpacked(text, OneTimeLink)
