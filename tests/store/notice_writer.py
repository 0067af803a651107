"""Stores notices and receipts for tests; the product stores them with their message (`sending`)."""

from __future__ import annotations

from leftopen.model.notice import Notice, Receipt
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.notices import end_sending, put, receipts


class NoticeWriter:
    """Changes the notices of this data folder."""

    def __init__(self, changes: Changes) -> None:
        self._database = changes.database

    def put(self, notice: Notice, file: str) -> None:
        """Stores it; an existing notice of that id stays as it is."""
        with self._database.write() as connection:
            put(connection, notice, file)

    def receipt(self, receipt: Receipt) -> None:
        """Stores the result of one finished attempt to send it."""
        with self._database.write() as connection:
            receipts.add(connection, receipt)
            end_sending(connection, receipt.notice)
