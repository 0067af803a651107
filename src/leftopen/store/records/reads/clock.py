"""Reads how far the wall clock is trusted."""

from __future__ import annotations

from sqlalchemy import select

from leftopen.model.clock_record import ClockRecord
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import clock


class Clock:
    """One record for the data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> ClockRecord | None:
        """None before the first worker ran."""
        with self._database.read() as connection:
            text = connection.scalars(select(clock.c.record)).first()
        return None if text is None else unpacked(text, ClockRecord)
