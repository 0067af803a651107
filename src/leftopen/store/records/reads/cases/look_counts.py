"""Reads the looks that are only counted yet, as the event that will tell of them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from leftopen.cases import event_schema
from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.look_count import LookCount
from leftopen.store.records.codec import unpacked
from leftopen.store.records.tables import look_counts

COUNTER = "leftopen"
"""Who adds the event."""
LAST = 2**53
"""Greater than the number of any event."""


def of_case(connection: Connection, case: str) -> LookCount | None:
    own = look_counts.c.case_id == case
    text = connection.scalars(select(look_counts.c.record).where(own)).first()
    return None if text is None else unpacked(text, LookCount)


def all_of(connection: Connection) -> list[LookCount]:
    return [unpacked(text, LookCount) for text in connection.scalars(select(look_counts.c.record))]


def as_event(count: LookCount) -> CaseEvent:
    """Without a hash: nothing has signed it."""
    return CaseEvent(
        seq=LAST, case=count.case, kind=CaseEventKind.COUNTED, at=count.looks[-1][1], actor=COUNTER,
        body=event_schema.counted(count), previous="", hash="",
    )  # fmt: skip


def events(connection: Connection, cases: Collection[str] | None = None) -> dict[str, CaseEvent]:
    """By case, of these or of all that have one."""
    query = select(look_counts.c.record)
    if cases is not None:
        query = query.where(look_counts.c.case_id.in_(cases))
    counts = (unpacked(text, LookCount) for text in connection.scalars(query))
    return {count.case: as_event(count) for count in counts}
