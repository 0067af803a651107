"""What was written to owners, where its file lies, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from leftopen.cases import instant
from leftopen.model.notice import Notice, Receipt
from leftopen.store.records.database import Database
from leftopen.store.records.kept import packed, unpacked
from leftopen.store.records.tables import notices, receipts


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A notice, the file as it was or would be sent, and the receipts so far, oldest first."""

    notice: Notice
    file: str
    receipts: tuple[Receipt, ...]


class Notices:
    """All notices of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, notice: Notice, file: str) -> None:
        """Keeps it; a notice of that id that is there already stays as it is."""
        row = {
            "id": notice.id,
            "case_id": notice.case,
            "written": instant.written(notice.written),
            "file": file,
            "record": packed(notice),
        }
        with self._database.write() as connection:
            there = connection.scalars(select(notices.c.id).where(notices.c.id == notice.id)).first()
            if there is None:
                connection.execute(insert(notices).values(row))

    def receipt(self, receipt: Receipt) -> None:
        """What came of one try to send it."""
        row = {"notice": receipt.notice, "record": packed(receipt)}
        with self._database.write() as connection:
            connection.execute(insert(receipts).values(row))

    def of(self, case: str) -> list[Sent]:
        """All of one case, oldest first."""
        query = select(notices).where(notices.c.case_id == case).order_by(notices.c.written, notices.c.id)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
            return [
                Sent(
                    notice=unpacked(row["record"], Notice),
                    file=row["file"],
                    receipts=_receipts(connection, row["id"]),
                )
                for row in rows
            ]


def _receipts(connection: Connection, notice: str) -> tuple[Receipt, ...]:
    query = select(receipts.c.record).where(receipts.c.notice == notice).order_by(receipts.c.id)
    return tuple(unpacked(text, Receipt) for text in connection.scalars(query))
