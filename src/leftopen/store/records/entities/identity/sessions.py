"""Sessions, with only the digests of their tokens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Index

from leftopen.model.user import Session
from leftopen.present import timestamps
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

sessions = Table(
    "sessions",
    Session,
    column("id", key=True),
    column("user"),
    column("created", "made"),
    Index("sessions_user", "user", "created"),
    order="-created id",
    noun="session",
    skips=True,
)


class Sessions(Reader[Session]):
    """All sessions of this data folder, newest first."""

    table = sessions


class SessionWriter(Writer[Session]):
    """Changes the sessions of this data folder."""

    table = sessions

    def add(self, session: Session, forget_before: datetime) -> None:
        """Stores it, and deletes sessions that began before that moment."""
        with self.write() as connection:
            sessions.remove(connection, sessions.c.created < timestamps.format_utc(forget_before))
            sessions.add(connection, session)

    def change(self, id: str, change: Callable[[Session], Session]) -> Session:
        """Stores the result of `change`, which may have another id. Raises NotFound when the session has
        ended."""
        with self.write() as connection:
            return sessions.change(connection, id, change)

    def end(self, id: str) -> None:
        """Ends a session; no error if it has ended."""
        with self.write() as connection:
            sessions.remove(connection, sessions.c.id == id)

    def end_all(self, user: str, but: str = "") -> None:
        """Ends every session of that user, except one."""
        with self.write() as connection:
            sessions.remove(connection, sessions.c.user == user, sessions.c.id != but)
