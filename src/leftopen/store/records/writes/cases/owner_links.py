"""Stores the links by which owners answer without an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from leftopen.model.owner_link import OwnerLink
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import owner_links


class OwnerLinkWriter:
    """Writes the links of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, link: OwnerLink) -> None:
        row = {"id": link.id, "case_id": link.cases[0], "record": packed(link)}
        with self._database.write() as connection:
            connection.execute(insert(owner_links).values(row))

    def withdraw(self, case: str, now: datetime) -> int:
        """Withdraws every valid link that shows this case; returns their number."""
        own, withdrawn = owner_links.c.record.contains(case, autoescape=True), 0
        with self._database.write() as connection:
            for row in connection.execute(select(owner_links.c.id, owner_links.c.record).where(own)).all():
                link = unpacked(row.record, OwnerLink)
                if case in link.cases and link.withdrawn is None and link.expires > now:
                    record = packed(replace(link, withdrawn=now))
                    connection.execute(
                        update(owner_links).where(owner_links.c.id == row.id).values(record=record)
                    )
                    withdrawn += 1
        return withdrawn

    def claim_check(self, id: str, now: datetime, pause: timedelta) -> bool:
        """Notes that a check is asked for now; of several requests at once one gets it. False within the
        pause after another one, and for a link that is gone."""
        with self._database.write() as connection:
            link = _link(connection, id)
            # What is dated far in the future was noted while the clock was wrong, and holds up nothing.
            if link is None or (link.looked is not None and abs(now - link.looked) < pause):
                return False
            _store(connection, replace(link, looked=now))
            return True

    def claim_answer(self, id: str, now: datetime, most: int, within: timedelta) -> bool:
        """Notes that an answer comes now. False when so many came within that time, and for a link that is
        gone."""
        with self._database.write() as connection:
            link = _link(connection, id)
            recent = () if link is None else tuple(at for at in link.answers if now - within < at <= now)
            if link is None or len(recent) >= most:
                return False
            _store(connection, replace(link, answers=(*recent, now)))
            return True


def _link(connection: Connection, id: str) -> OwnerLink | None:
    text = connection.scalars(select(owner_links.c.record).where(owner_links.c.id == id)).first()
    return None if text is None else unpacked(text, OwnerLink)


def _store(connection: Connection, link: OwnerLink) -> None:
    connection.execute(update(owner_links).where(owner_links.c.id == link.id).values(record=packed(link)))
