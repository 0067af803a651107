"""Stores the heads of the event chain that an authority stamped."""

from __future__ import annotations

from sqlalchemy.dialects.sqlite import insert

from leftopen.model.stamped_head import StampedHead
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.tables import stamped_heads


class StampedHeadWriter:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, head: StampedHead) -> None:
        """The first timestamp of an event stays."""
        row = insert(stamped_heads).values(seq=head.seq, record=packed(head)).on_conflict_do_nothing()
        with self._database.write() as connection:
            connection.execute(row)
