"""The rows of the event chain, which never change: reads them, and appends to them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    RowMapping,
    Select,
    Table,
    Text,
    func,
    insert,
    select,
)

from leftopen.cases import hash_chain
from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.facts import Json
from leftopen.present import timestamps
from leftopen.store.records import dialect
from leftopen.store.records.database import Database
from leftopen.store.records.table import metadata

events = Table(
    "events",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("idempotency_key", Text, unique=True),
    Index("events_case", "case_id", "seq"),
)
dialect.append_only(events)
_PAGE = 1000

_LOOKS = (
    CaseEventKind.LOOKED.value,
    CaseEventKind.COUNTED.value,
    CaseEventKind.LINKED.value,
    CaseEventKind.COMMENTED.value,
    CaseEventKind.RESPONDED.value,
    CaseEventKind.ERASED.value,
)


def is_there(connection: Connection, once: str) -> bool:
    """Is an event with that key in the chain?"""
    return (
        connection.scalars(select(events.c.seq).where(events.c.idempotency_key == once)).first() is not None
    )


def of_case(connection: Connection, case: str) -> list[CaseEvent]:
    """All of one case, oldest first. ValueError for an unreadable row."""
    query = select(events).where(events.c.case_id == case).order_by(events.c.seq)
    return [as_event(row) for row in connection.execute(query).mappings()]


def of_cases(connection: Connection, cases: Collection[str]) -> dict[str, list[CaseEvent]]:
    """All of some cases, each oldest first; [] for an unknown one. Without those that have an unreadable
    row."""
    query = select(events).where(events.c.case_id.in_(cases)).order_by(events.c.seq)
    found: dict[str, list[CaseEvent]] = {case: [] for case in cases}
    damaged = set()
    for row in connection.execute(query).mappings():
        try:
            found[row["case_id"]].append(as_event(row))
        except ValueError:
            damaged.add(row["case_id"])
    return {case: listed for case, listed in found.items() if case not in damaged}


def of_kinds(
    connection: Connection, kinds: Collection[CaseEventKind], of_cases: Select[Any]
) -> dict[str, list[CaseEvent]]:
    """Those of these kinds, of all cases whose ids the query gives, each oldest first."""
    query = (
        select(events)
        .where(events.c.case_id.in_(of_cases))
        .where(events.c.kind.in_([kind.value for kind in kinds]))
        .order_by(events.c.seq)
    )
    found: dict[str, list[CaseEvent]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["case_id"], []).append(as_event(row))
    return found


def rows(database: Database, after: int = -(2**62)) -> Iterator[RowMapping]:
    """All rows after a number, oldest first, a page at a time, so that no read transaction stays open between
    pages."""
    last = after
    while True:
        query = select(events).where(events.c.seq > last).order_by(events.c.seq).limit(_PAGE)
        with database.read() as connection:
            page = connection.execute(query).mappings().all()
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1]["seq"]


def as_event(row: RowMapping) -> CaseEvent:
    """ValueError for a row that was corrupted from outside."""
    body = json.loads(row["body"])
    if not isinstance(body, dict):
        raise ValueError("the body of an event is an object")  # noqa: TRY004 — one kind of error for all
    return CaseEvent(
        seq=row["seq"],
        case=row["case_id"],
        kind=CaseEventKind(row["kind"]),
        at=timestamps.parse_utc(row["at"]),
        actor=row["actor"],
        body=body,
        previous=row["previous"],
        hash=row["hash"],
    )


def broken_links(connection: Connection, case: str) -> list[str]:
    """One sentence for each event of one case that was changed, or that the next event of the chain does not
    follow. ValueError for an unreadable row."""
    rows = connection.execute(
        select(events).where(events.c.case_id == case).order_by(events.c.seq)
    ).mappings()
    changed = [row["seq"] for row in rows if not _fits(row) and hash_chain.own_hash_wrong(as_event(row))]
    later = events.alias()
    unlinked = (
        select(later.c.seq)
        .join(events, later.c.seq == events.c.seq + 1)
        .where(events.c.case_id == case, later.c.previous != events.c.hash)
        .order_by(later.c.seq)
    )
    return [
        *(f"event {seq} was changed after it was written" for seq in changed),
        *(f"event {seq} does not follow the event before it" for seq in connection.scalars(unlinked)),
    ]


def misfit(row: RowMapping, seq: int, previous: str) -> str:
    """Why the row can't be event `seq` after the hash `previous`, or ''."""
    if (row["seq"], row["previous"]) == (seq, previous) and _fits(row):
        return ""
    try:
        return hash_chain.wrong(as_event(row), seq, previous)
    except ValueError:
        return f"cannot read event {row['seq']}"


def _fits(row: RowMapping) -> bool:
    try:
        own = hash_chain.hash_as_stored(
            seq=row["seq"], case=row["case_id"], kind=row["kind"], at=row["at"], actor=row["actor"],
            body=row["body"], previous=row["previous"],
        )  # fmt: skip
        return bool(own == row["hash"])
    except TypeError:
        # Another program stored bytes in place of a text.
        return False


def last_move(connection: Connection, case: str) -> int:
    """The number of the newest event of a case that is no observation or comment; 0 when there is none."""
    query = select(func.max(events.c.seq)).where(events.c.case_id == case, events.c.kind.not_in(_LOOKS))
    return connection.scalar(query) or 0


def last_moves(connection: Connection) -> dict[str, int]:
    """The same for every case."""
    moves = select(events.c.case_id, func.max(events.c.seq).label("seq")).where(events.c.kind.not_in(_LOOKS))
    return {row.case_id: row.seq for row in connection.execute(moves.group_by(events.c.case_id))}


def moves(connection: Connection) -> Iterator[tuple[str, CaseEventKind, datetime]]:
    """Case, kind and time of every event that is no observation, oldest first; of those that can be read."""
    query = select(events.c.case_id, events.c.kind, events.c.at).where(events.c.kind.not_in(_LOOKS))
    for row in connection.execute(query.order_by(events.c.seq)):
        with suppress(ValueError):
            yield row.case_id, CaseEventKind(row.kind), timestamps.parse_utc(row.at)


def between(
    connection: Connection, kinds: Collection[CaseEventKind], since: datetime, until: datetime | None
) -> Iterator[tuple[int, str, CaseEventKind, datetime]]:
    """Number, case, kind and time of those of these kinds, newest first. It reads back from the end of the
    chain until a whole page of events is older: no index has their times."""
    wanted, last = {kind.value for kind in kinds}, 2**62
    begin, end = timestamps.format_utc(since), timestamps.format_utc(until) if until else "~"
    columns = select(events.c.seq, events.c.case_id, events.c.kind, events.c.at)
    while True:
        page = columns.where(events.c.seq < last).order_by(events.c.seq.desc()).limit(_PAGE)
        rows = connection.execute(page).all()
        for row in rows:
            if row.kind in wanted and begin <= row.at < end:
                yield row.seq, row.case_id, CaseEventKind(row.kind), timestamps.parse_utc(row.at)
        if len(rows) < _PAGE or all(row.at < begin for row in rows):
            return
        last = rows[-1].seq


def newest_of_each(connection: Connection) -> dict[str, int]:
    """The number of the newest event of every case."""
    query = select(events.c.case_id, func.max(events.c.seq).label("seq")).group_by(events.c.case_id)
    return {row.case_id: row.seq for row in connection.execute(query)}


def newest(connection: Connection) -> int:
    """The number of the newest event, 0 when there is none."""
    return connection.scalar(select(func.max(events.c.seq))) or 0


def head(connection: Connection) -> CaseEvent | None:
    """The newest event, None when there is none."""
    query = select(events).order_by(events.c.seq.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else as_event(row)


def seal_event(
    connection: Connection,
    case: str,
    kind: CaseEventKind,
    at: datetime,
    actor: str,
    body: Mapping[str, Json],
) -> CaseEvent:
    """The next event, linked to the newest one; not inserted yet."""
    newest = connection.execute(
        select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
    ).first()
    seq, previous = (0, hash_chain.BEGINNING) if newest is None else (newest.seq, newest.hash)
    return hash_chain.seal(
        seq=seq + 1, case=case, kind=kind, at=at, actor=actor, body=body, previous=previous
    )


def insert_event(connection: Connection, event: CaseEvent, once: str | None) -> None:
    """Adds it at the end. `once` is a key that can be in the chain only once."""
    row: dict[str, Any] = hash_chain.event_json(event)
    row |= {
        "case_id": row.pop("case"),
        "body": hash_chain.canonical(row["body"]).decode(),
        "idempotency_key": once,
    }
    connection.execute(insert(events).values(row))
