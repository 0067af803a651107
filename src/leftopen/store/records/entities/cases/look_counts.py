"""Looks that found what an earlier one had found: counted, and outside of the chain until the event that will
tell of them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from leftopen.cases import event_schema
from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.look_count import LookCount
from leftopen.store.records.table import Table, column

COUNTER = "leftopen"
"""Who adds the event."""
LAST = 2**53
"""Greater than the number of any event."""

look_counts = Table("look_counts", LookCount, column("case_id", "case", key=True), column("begun"))


def as_event(count: LookCount) -> CaseEvent:
    """Without a hash: nothing has signed it."""
    return CaseEvent(
        seq=LAST, case=count.case, kind=CaseEventKind.COUNTED, at=count.looks[-1][1], actor=COUNTER,
        body=event_schema.count_body(count), previous="", hash="",
    )  # fmt: skip


def events(connection: Connection, cases: Collection[str] | None = None) -> dict[str, CaseEvent]:
    """By case, of these or of all that have one."""
    own = [] if cases is None else [look_counts.c.case_id.in_(cases)]
    return {count.case: as_event(count) for count in look_counts.list(connection, *own)}
