"""Stores sessions and one-time links, with only the digests of their tokens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from leftopen.errors import NotFound
from leftopen.model.user import OneTimeLink, Session
from leftopen.present import timestamps
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import one_time_links, sessions


class SessionWriter:
    """Writes the sessions of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, session: Session, forget_before: datetime) -> None:
        """Stores it, and deletes sessions that began before that moment."""
        old = sessions.c.created < timestamps.format_utc(forget_before)
        made = timestamps.format_utc(session.made)
        row = {"id": session.id, "user": session.user, "created": made, "record": packed(session)}
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(old))
            connection.execute(insert(sessions).values(row))

    def change(self, id: str, change: Callable[[Session], Session]) -> Session:
        """Stores the result of `change`, which may have another id. Raises NotFound when the session has
        ended."""
        with self._database.write() as connection:
            text = connection.scalars(select(sessions.c.record).where(sessions.c.id == id)).first()
            if text is None:
                raise NotFound("this session has ended")
            changed = change(unpacked(text, Session))
            row = {"id": changed.id, "record": packed(changed)}
            connection.execute(update(sessions).where(sessions.c.id == id).values(row))
        return changed

    def end(self, id: str) -> None:
        """Ends a session; no error if it has ended."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.id == id))

    def end_all(self, user: str, but: str = "") -> None:
        """Ends every session of that user, except one."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.user == user).where(sessions.c.id != but))


class OneTimeLinkWriter:
    """Writes the links of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, link: OneTimeLink) -> None:
        """Replaces the earlier ones of the same purpose and user."""
        with self._database.write() as connection:
            found = connection.scalars(
                select(one_time_links.c.record).where(one_time_links.c.user == link.user)
            ).all()
            for old in (unpacked(text, OneTimeLink) for text in found):
                if old.purpose is link.purpose:
                    connection.execute(delete(one_time_links).where(one_time_links.c.id == old.id))
            made = timestamps.format_utc(link.made)
            row = {"id": link.id, "user": link.user, "created": made, "record": packed(link)}
            connection.execute(insert(one_time_links).values(row))

    def use(self, id: str) -> bool:
        """True for the one caller who used it up."""
        with self._database.write() as connection:
            return bool(connection.execute(delete(one_time_links).where(one_time_links.c.id == id)).rowcount)
