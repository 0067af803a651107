"""Stores how far the wall clock is trusted."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from leftopen.model.clock_record import ClockRecord
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import clock


class ClockWriter:
    def __init__(self, database: Database) -> None:
        self._database = database

    def change(self, change: Callable[[ClockRecord | None], ClockRecord]) -> ClockRecord:
        """Stores what `change` makes of the record, and returns it."""
        with self._database.write() as connection:
            text = connection.scalars(select(clock.c.record)).first()
            made = change(None if text is None else unpacked(text, ClockRecord))
            row = insert(clock).values(id=1, record=packed(made))
            connection.execute(
                row.on_conflict_do_update(index_elements=["id"], set_={"record": row.excluded.record})
            )
            return made
