"""Reads the heads of the event chain that an authority stamped."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.stamped_head import StampedHead
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import stamped_heads


class StampedHeads:
    """One a day at most."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> builtins.list[StampedHead]:
        """All, oldest first."""
        query = select(stamped_heads.c.record).order_by(stamped_heads.c.seq)
        with self._database.read() as connection:
            return [unpacked(text, StampedHead) for text in connection.scalars(query)]

    def last(self) -> StampedHead | None:
        query = select(stamped_heads.c.record).order_by(stamped_heads.c.seq.desc()).limit(1)
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        return None if text is None else unpacked(text, StampedHead)
