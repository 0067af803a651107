"""Reads notices, the paths of their files, and the receipts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from leftopen.model.notice import Notice, Receipt
from leftopen.present import timestamps
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import notice_cases, notices, outbox, receipts

WHOLE = '%"part_of":""%'
PART = '%"part_of":"%'
"""In the record of a delivery; one of an older version has neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A notice, the file as it was or would be sent, and the receipts so far, oldest first. `sending`: since
    when it is being sent, None when no process sends it."""

    notice: Notice
    file: str
    receipts: tuple[Receipt, ...]
    sending: datetime | None = None


class Notices:
    """All notices of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recipients(self, ids: Collection[str]) -> set[str]:
        """To whom these notices are."""
        with self._database.read() as connection:
            found = connection.scalars(select(notices.c.record).where(notices.c.id.in_(list(ids))))
            return {unpacked(text, Notice).to for text in found}

    def of(self, case: str) -> list[Sent]:
        """All that are about one case, whichever they name first, oldest first; not those that became part of
        another one."""
        query = (
            select(notices)
            .join(notice_cases, notice_cases.c.notice == notices.c.id)
            .join(outbox, outbox.c.notice == notices.c.id, isouter=True)
            .where(notice_cases.c.case_id == case)
            .where(outbox.c.record.is_(None) | outbox.c.record.like(WHOLE) | outbox.c.record.not_like(PART))
            .order_by(notices.c.created, notices.c.id)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
            return [
                Sent(
                    notice=unpacked(row["record"], Notice),
                    file=row["file"],
                    receipts=receipts_of(connection, row["id"]),
                    sending=None
                    if row["sending_since"] is None
                    else timestamps.parse_utc(row["sending_since"]),
                )
                for row in rows
            ]


def receipts_of(connection: Connection, notice: str) -> tuple[Receipt, ...]:
    """Every answer to one notice, oldest first."""
    query = select(receipts.c.record).where(receipts.c.notice == notice).order_by(receipts.c.id)
    return tuple(unpacked(text, Receipt) for text in connection.scalars(query))
