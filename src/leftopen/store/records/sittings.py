"""Who is signed in, and links that work once; only digests of their tokens."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from leftopen.cases import instant
from leftopen.errors import NotFound
from leftopen.model.user import Link, Sitting
from leftopen.store.records.database import Database
from leftopen.store.records.kept import packed, unpacked
from leftopen.store.records.tables import links, sittings


class Sittings:
    """All sittings of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, sitting: Sitting, forget_before: datetime) -> None:
        """Keeps it, and forgets those that began before that moment."""
        old = sittings.c.made < instant.written(forget_before)
        made = instant.written(sitting.made)
        row = {"id": sitting.id, "user": sitting.user, "made": made, "record": packed(sitting)}
        with self._database.write() as connection:
            connection.execute(delete(sittings).where(old))
            connection.execute(insert(sittings).values(row))

    def change(self, id: str, change: Callable[[Sitting], Sitting]) -> Sitting:
        """Raises NotFound when it has ended."""
        with self._database.write() as connection:
            text = connection.scalars(select(sittings.c.record).where(sittings.c.id == id)).first()
            if text is None:
                raise NotFound("this sitting has ended")
            changed = change(unpacked(text, Sitting))
            connection.execute(update(sittings).where(sittings.c.id == id).values(record=packed(changed)))
        return changed

    def list(self) -> builtins.list[Sitting]:
        """All, newest first."""
        query = select(sittings.c.record).order_by(sittings.c.made.desc(), sittings.c.id)
        with self._database.read() as connection:
            return [unpacked(text, Sitting) for text in connection.scalars(query)]

    def end(self, id: str) -> None:
        """Harmless twice."""
        with self._database.write() as connection:
            connection.execute(delete(sittings).where(sittings.c.id == id))

    def end_all(self, user: str, but: str = "") -> None:
        """Every sitting of that person, but one."""
        with self._database.write() as connection:
            connection.execute(delete(sittings).where(sittings.c.user == user).where(sittings.c.id != but))


class Links:
    """All links of this data folder that were not used yet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, link: Link) -> None:
        """Takes the place of the earlier ones of the same purpose and person."""
        with self._database.write() as connection:
            found = connection.scalars(select(links.c.record).where(links.c.user == link.user)).all()
            for old in (unpacked(text, Link) for text in found):
                if old.purpose is link.purpose:
                    connection.execute(delete(links).where(links.c.id == old.id))
            made = instant.written(link.made)
            row = {"id": link.id, "user": link.user, "made": made, "record": packed(link)}
            connection.execute(insert(links).values(row))

    def find(self, id: str) -> Link | None:
        with self._database.read() as connection:
            text = connection.scalars(select(links.c.record).where(links.c.id == id)).first()
        return None if text is None else unpacked(text, Link)

    def use(self, id: str) -> bool:
        """True for the one caller who took it."""
        with self._database.write() as connection:
            return bool(connection.execute(delete(links).where(links.c.id == id)).rowcount)
