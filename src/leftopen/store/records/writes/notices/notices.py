"""Stores notices, the paths of their files, and the receipts."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from leftopen.model.notice import Notice, Receipt
from leftopen.present import timestamps
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.tables import notice_cases, notices, receipts


def put(connection: Connection, notice: Notice, file: str) -> None:
    """Stores it, and which cases it is about; an existing notice of that id stays as it is."""
    if connection.scalars(select(notices.c.id).where(notices.c.id == notice.id)).first() is not None:
        return
    row = {"case_id": notice.case, "created": timestamps.format_utc(notice.written), "file": file}
    connection.execute(insert(notices).values(row | {"id": notice.id, "record": packed(notice)}))
    # What a monitor tells of is no notice of a case, though it may name some.
    cases = dict.fromkeys([notice.case, *(item.case for item in notice.about)]) if notice.case else {}
    links = [{"case_id": case, "notice": notice.id} for case in cases if case]
    if links:
        connection.execute(insert(notice_cases), links)


class NoticeWriter:
    """Writes the notices of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, notice: Notice, file: str) -> None:
        """Stores it; an existing notice of that id stays as it is."""
        with self._database.write() as connection:
            put(connection, notice, file)

    def receipt(self, receipt: Receipt) -> None:
        """Stores the result of one finished attempt to send it."""
        with self._database.write() as connection:
            _add(connection, receipt)
            connection.execute(
                update(notices).where(notices.c.id == receipt.notice).values(sending_since=None, sender=None)
            )


def _add(connection: Connection, receipt: Receipt) -> None:
    connection.execute(insert(receipts).values(notice=receipt.notice, record=packed(receipt)))
