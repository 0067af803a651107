"""How far the wall clock is trusted: one record for the data folder."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import BigInteger

from leftopen.model.clock_record import ClockRecord
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

clock = Table("clock", ClockRecord, column("id", lambda record: 1, BigInteger, key=True), skips=True)
"""Where it can't be read, the clock is not trusted, as before the first worker ran."""


class Clock(Reader[ClockRecord]):
    """The record, which is not there before the first worker ran."""

    table = clock

    def now(self) -> ClockRecord | None:
        """None before the first worker ran."""
        return next(iter(self.list()), None)


class ClockWriter(Writer[ClockRecord]):
    """Changes the record."""

    table = clock

    def change(self, change: Callable[[ClockRecord | None], ClockRecord]) -> ClockRecord:
        """Stores what `change` makes of the record, and returns it."""
        with self.write() as connection:
            made = change(next(iter(clock.list(connection)), None))
            clock.put(connection, made)
            return made
