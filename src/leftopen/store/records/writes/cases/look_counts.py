"""Counts the looks that found what an earlier one had found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, update
from sqlalchemy.dialects.sqlite import insert

from leftopen.cases import equal_looks
from leftopen.cases.state_machine import fold
from leftopen.model.facts import Json
from leftopen.model.look_count import LookCount
from leftopen.present.timestamps import format_utc
from leftopen.store.records.codec import packed
from leftopen.store.records.reads.cases import events
from leftopen.store.records.reads.cases.cases import projected
from leftopen.store.records.reads.cases.look_counts import as_event, of_case
from leftopen.store.records.tables import cases, look_counts


def counted(connection: Connection, id: str, at: datetime, body: Mapping[str, Json]) -> LookCount | None:
    """What is counted with this look, and stored; None where it needs an event of its own."""
    case = projected(connection, id)
    like = "" if case is None else equal_looks.like(case, events.of_case(connection, id), at, body)
    if case is None or not like:
        return None
    count = equal_looks.added(of_case(connection, id), id, at, like, body)
    row = {"begun": format_utc(count.begun), "record": packed(count)}
    stored = insert(look_counts).values(case_id=id, **row)
    connection.execute(stored.on_conflict_do_update(index_elements=["case_id"], set_=row))
    seen = packed(fold(case, as_event(count)))
    connection.execute(update(cases).where(cases.c.id == id).values(record=seen))
    return count


def forget(connection: Connection, id: str) -> None:
    """An event tells of them now."""
    connection.execute(delete(look_counts).where(look_counts.c.case_id == id))
