"""Notices, the cases that they are about, the paths of their files, the receipts, and how far each message
is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import Column, Connection, Index, Integer, Text, insert, select, update

from leftopen.model.notice import Notice, Receipt
from leftopen.model.outbox import Delivery, DeliveryState
from leftopen.present import timestamps
from leftopen.store.records import Records
from leftopen.store.records.table import Table, column, metadata

WHOLE = '%"part_of":""%'
"""In the record of a delivery that did not become part of another one."""

notices = Table(
    "notices",
    Notice,
    column("id", key=True),
    column("case_id", "case"),
    column("created", "written"),
    Column("file", Text, nullable=False),
    Column("sending_since", Text),
    Column("sender", Text),
    Index("notices_case", "case_id"),
    order="created id",
    noun="message",
)
# Every case that a notice is about, whichever it names first.
notice_cases = sqlalchemy.Table(
    "notice_cases",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("notice", Text, primary_key=True),
    Index("notice_cases_notice", "notice"),
)
receipts = Table(
    "receipts",
    Receipt,
    Column("id", Integer, primary_key=True),
    column("notice"),
    Index("receipts_notice", "notice"),
    order="id",
    skips=True,
)
deliveries = Table(
    "outbox",
    Delivery,
    Column("notice", Text, primary_key=True),
    column("state"),
    column("hold"),
    Column("recipient", Text, nullable=False),
    column("created"),
    column("due", null=True),
    column("sent", lambda one: one.ended if one.state is DeliveryState.SENT else None, null=True),
    Index("outbox_state", "state", "created"),
    Index("outbox_sent", "sent"),
    noun="message in the outbox",
    skips=True,
)


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

    def __init__(self, records: Records) -> None:
        self._database = records.database

    def recipients(self, ids: Collection[str]) -> set[str]:
        """To whom these notices are."""
        with self._database.read() as connection:
            return {one.to for one in notices.list(connection, notices.c.id.in_(list(ids)))}

    def of(self, case: str) -> list[Sent]:
        """All that are about one case, whichever they name first, oldest first; not those that became part of
        another one."""
        query = (
            select(notices.rows)
            .join(notice_cases, notice_cases.c.notice == notices.c.id)
            .join(deliveries.rows, deliveries.c.notice == notices.c.id, isouter=True)
            .where(notice_cases.c.case_id == case)
            .where(deliveries.c.record.is_(None) | deliveries.c.record.like(WHOLE))
            .order_by(notices.c.created, notices.c.id)
        )
        with self._database.read() as connection:
            return [
                Sent(
                    notice=notice,
                    file=row.file,
                    receipts=receipts_of(connection, row.id),
                    sending=timestamps.parse_utc_or_none(row.sending_since),
                )
                for row in connection.execute(query).all()
                if (notice := notices.read(connection, row.record, row.id, skips=True))
            ]


def put(connection: Connection, notice: Notice, file: str) -> None:
    """Stores it, and which cases it is about; an existing notice of that id stays as it is."""
    if notices.count(connection, notices.c.id == notice.id):
        return
    connection.execute(insert(notices.rows).values(notices.values(notice) | {"file": file}))
    # What a monitor tells of is no notice of a case, though it may name some.
    cases = dict.fromkeys([notice.case, *(item.case for item in notice.about)]) if notice.case else {}
    links = [{"case_id": case, "notice": notice.id} for case in cases if case]
    if links:
        connection.execute(insert(notice_cases), links)


def end_sending(connection: Connection, id: str) -> None:
    """No process sends it any more."""
    idle = update(notices.rows).where(notices.c.id == id).values(sending_since=None, sender=None)
    connection.execute(idle)


def receipts_of(connection: Connection, notice: str) -> tuple[Receipt, ...]:
    """Every answer to one notice, oldest first."""
    return tuple(receipts.list(connection, receipts.c.notice == notice))
