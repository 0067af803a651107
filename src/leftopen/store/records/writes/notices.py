"""Stores notices, the paths of their files, and the receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from leftopen.cases import timestamps
from leftopen.model.notice import Notice, Receipt
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.reads import events
from leftopen.store.records.tables import notices, receipts

DIED = "sending was interrupted; delivery is unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`mine`: the caller, and no other process, is to send it. Otherwise either `told`: the other side
    already accepted it, or another process has been sending it since `since`."""

    mine: bool
    told: bool = False
    since: datetime | None = None


class NoticeWriter:
    """Writes the notices of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, notice: Notice, file: str) -> None:
        """Stores it; an existing notice of that id stays as it is."""
        row = {
            "id": notice.id,
            "case_id": notice.case,
            "created": timestamps.format_utc(notice.written),
            "file": file,
            "record": packed(notice),
        }
        with self._database.write() as connection:
            there = connection.scalars(select(notices.c.id).where(notices.c.id == notice.id)).first()
            if there is None:
                connection.execute(insert(notices).values(row))

    def claim(self, notice: Notice, key: str, now: datetime, lasts: timedelta) -> Claim:
        """Claims the right to send a stored notice, for a limited time: of several concurrent callers one
        gets it. `key` is that of the event that records the notice as sent. An expired claim is void, and a
        receipt records it: its holder died, and whether the notice arrived is unknown."""
        own = notices.c.id == notice.id
        with self._database.write() as connection:
            if events.is_there(connection, key):
                return Claim(mine=False, told=True)
            since = connection.scalars(select(notices.c.sending_since).where(own)).one()
            if since is not None:
                before = timestamps.parse_utc(since)
                if now < before + lasts:
                    return Claim(mine=False, since=before)
                _add(connection, Receipt(notice=notice.id, accepted=False, said=DIED, at=before))
            connection.execute(update(notices).where(own).values(sending_since=timestamps.format_utc(now)))
        return Claim(mine=True)

    def receipt(self, receipt: Receipt) -> None:
        """Stores the result of one finished attempt to send it."""
        with self._database.write() as connection:
            _add(connection, receipt)
            connection.execute(
                update(notices).where(notices.c.id == receipt.notice).values(sending_since=None)
            )


def _add(connection: Connection, receipt: Receipt) -> None:
    connection.execute(insert(receipts).values(notice=receipt.notice, record=packed(receipt)))
