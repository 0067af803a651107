"""The heads of the event chain that an authority stamped: one a day at most."""

from __future__ import annotations

from sqlalchemy import BigInteger

from leftopen.model.stamped_head import StampedHead
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

stamped_heads = Table("stamped_heads", StampedHead, column("seq", kind=BigInteger, key=True), order="seq")


class StampedHeads(Reader[StampedHead]):
    """All of them, oldest first."""

    table = stamped_heads

    def last(self) -> StampedHead | None:
        """The newest, None when there is none."""
        return self._first(order=[stamped_heads.c.seq.desc()])


class StampedHeadWriter(Writer[StampedHead]):
    """Adds stamped heads."""

    table = stamped_heads

    def add(self, head: StampedHead) -> None:
        """The first timestamp of an event stays."""
        with self.write() as connection:
            if stamped_heads.find(connection, head.seq) is None:
                stamped_heads.add(connection, head)
