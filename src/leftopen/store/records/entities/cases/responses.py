"""The entries of the responses to cases, which never change. Each is added together with the event of the
case that names it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, RowMapping, Table, Text, delete, insert, select, union

from leftopen.cases import hash_chain, response_chain
from leftopen.cases.hash_chain import BEGINNING
from leftopen.errors import StoreFailed
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases import events, look_counts
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import cases
from leftopen.store.records.table import metadata

response_entries = Table(
    "response_entries",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCase:
    """What is stored of one case at one moment: an event that is being added is in all of it, or in none.
    `state` as the lists of cases have it, '' without a case; `broken`: what is wrong with
    its events, one sentence each. `counted`: the looks that have no event yet."""

    case: Case | None
    state: str
    broken: tuple[str, ...]
    events: tuple[CaseEvent, ...]
    counted: tuple[CaseEvent, ...] = ()
    entries: tuple[ResponseEntry, ...]


class Responses:
    """The entries of the responses to all cases of this data folder."""

    def __init__(self, records: Records) -> None:
        self._database = records.database

    def of(self, case: str) -> list[ResponseEntry]:
        """All of one case, oldest first. Raises StoreFailed for a row that was damaged from outside."""
        with self._database.read() as connection:
            return _of_case(connection, case)

    def with_case(self, case: str) -> StoredCase:
        """The entries with the case and its events. Raises StoreFailed for a row that was damaged from
        outside."""
        with self._database.read() as connection:
            try:
                count = look_counts.look_counts.find(connection, case)
                return StoredCase(
                    counted=() if count is None else (look_counts.as_event(count),),
                    case=cases.find(connection, case),
                    state=connection.scalar(select(cases.c.state).where(cases.c.id == case)) or "",
                    broken=tuple(events.broken_links(connection, case)),
                    events=tuple(events.of_case(connection, case)),
                    entries=tuple(_of_case(connection, case)),
                )
            except ValueError as error:
                raise StoreFailed(f"cannot read an event of case {case[:12]}") from error

    def cases(self) -> list[str]:
        """The ids of all cases that have an entry, or an event that names one."""
        named = select(events.events.c.case_id).where(events.events.c.kind == CaseEventKind.RESPONDED.value)
        with self._database.read() as connection:
            return sorted(connection.scalars(union(select(response_entries.c.case_id), named)))


class ResponseWriter:
    """The entries are append-only, but for an erasure."""

    def __init__(self, changes: Changes) -> None:
        self._cases = CaseWriter(changes)

    def append(
        self, case: str, kind: EntryKind, at: datetime, by: str, body: Mapping[str, Json]
    ) -> ResponseEntry:
        """Adds one entry after the newest one, in one transaction with its event. ValueError for a body that
        `cases.response_schema` does not allow."""
        written: list[ResponseEntry] = []

        def store(connection: Connection) -> Mapping[str, Json]:
            last = last_of(connection, case)
            entry = response_chain.seal(last, case=case, kind=kind, at=at, by=by, body=body)
            connection.execute(insert(response_entries).values(_row(entry)))
            written.append(entry)
            return {"entry": entry.seq, "hash": entry.hash}

        self._cases.append_made(case, CaseEventKind.RESPONDED, at, by, store)
        return written[0]

    def erase(self, case: str, at: datetime, by: str, because: str) -> int:
        """Deletes all entries of a case, in one transaction with the event that says who erased it, when and
        why; cases without an entry have that event too. Returns how many rows are gone."""
        gone: list[int] = []

        def clear(connection: Connection) -> Mapping[str, Json]:
            last, _ = last_of(connection, case)
            rows = connection.execute(delete(response_entries).where(response_entries.c.case_id == case))
            gone.append(int(rows.rowcount))
            return {"because": because, "entries": last}

        self._cases.append_made(case, CaseEventKind.ERASED, at, by, clear)
        return gone[0]


def _of_case(connection: Connection, case: str) -> list[ResponseEntry]:
    query = select(response_entries).where(response_entries.c.case_id == case)
    rows = connection.execute(query.order_by(response_entries.c.seq)).mappings().all()
    return [as_entry(row) for row in rows]


def last_of(connection: Connection, case: str) -> tuple[int, str]:
    """Number and hash of the newest entry that is there, or that the events of the case name: whatever was
    removed from outside, no number is used twice. (0, BEGINNING) without one. Raises StoreFailed for a
    damaged event."""
    own = (events.events.c.case_id == case) & (events.events.c.kind == CaseEventKind.RESPONDED.value)
    newest = select(events.events).where(own).order_by(events.events.c.seq.desc()).limit(1)
    there = select(response_entries.c.seq, response_entries.c.hash).where(response_entries.c.case_id == case)
    entry = connection.execute(there.order_by(response_entries.c.seq.desc()).limit(1)).first()
    rows = connection.execute(newest).mappings()
    try:
        named = response_chain.named_by([events.as_event(row) for row in rows])
    except (ValueError, KeyError) as error:
        raise StoreFailed(f"cannot read an event of case {case[:12]}") from error
    return max([(0, BEGINNING), *named.items(), *([(entry.seq, entry.hash)] if entry else [])])


def as_entry(row: RowMapping) -> ResponseEntry:
    """Raises StoreFailed for a damaged row."""
    try:
        fields = {**row, "case": row["case_id"], "body": json.loads(row["body"])}
        del fields["case_id"]
        return response_chain.read(fields)
    except (ValueError, RecursionError) as error:
        message = f"entry {row['seq']} of the response to case {str(row['case_id'])[:8]} is damaged: {error}"
        raise StoreFailed(message) from error


def _row(entry: ResponseEntry) -> dict[str, Any]:
    row: dict[str, Any] = response_chain.entry_json(entry)
    return row | {"case_id": row.pop("case"), "body": hash_chain.canonical(row["body"]).decode()}
