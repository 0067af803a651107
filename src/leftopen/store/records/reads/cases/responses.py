"""Reads the entries of responses, which never change."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select, union

from leftopen.cases import response_chain
from leftopen.cases.hash_chain import BEGINNING
from leftopen.errors import StoreFailed
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.response import ResponseEntry
from leftopen.store.records.database import Database
from leftopen.store.records.reads.cases import events, look_counts
from leftopen.store.records.reads.cases.cases import projected
from leftopen.store.records.tables import cases, response_entries
from leftopen.store.records.tables import events as events_table


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

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, case: str) -> list[ResponseEntry]:
        """All of one case, oldest first. Raises StoreFailed for a row that was damaged from outside."""
        with self._database.read() as connection:
            return _of_case(connection, case)

    def with_case(self, case: str) -> StoredCase:
        """The entries with the case and its events. Raises StoreFailed for a row that was damaged from
        outside."""
        with self._database.read() as connection:
            try:
                count = look_counts.of_case(connection, case)
                return StoredCase(
                    counted=() if count is None else (look_counts.as_event(count),),
                    case=projected(connection, case),
                    state=connection.scalar(select(cases.c.state).where(cases.c.id == case)) or "",
                    broken=tuple(events.broken(connection, case)),
                    events=tuple(events.of_case(connection, case)),
                    entries=tuple(_of_case(connection, case)),
                )
            except ValueError as error:
                raise StoreFailed(f"cannot read an event of case {case[:12]}") from error

    def cases(self) -> list[str]:
        """The ids of all cases that have an entry, or an event that names one."""
        named = select(events_table.c.case_id).where(events_table.c.kind == CaseEventKind.RESPONDED.value)
        with self._database.read() as connection:
            return sorted(connection.scalars(union(select(response_entries.c.case_id), named)))


def _of_case(connection: Connection, case: str) -> list[ResponseEntry]:
    query = select(response_entries).where(response_entries.c.case_id == case)
    rows = connection.execute(query.order_by(response_entries.c.seq)).mappings().all()
    return [as_entry(row) for row in rows]


def last_of(connection: Connection, case: str) -> tuple[int, str]:
    """Number and hash of the newest entry that is there, or that the events of the case name: whatever was
    removed from outside, no number is used twice. (0, BEGINNING) without one. Raises StoreFailed for a
    damaged event."""
    own = (events_table.c.case_id == case) & (events_table.c.kind == CaseEventKind.RESPONDED.value)
    newest = select(events_table).where(own).order_by(events_table.c.seq.desc()).limit(1)
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
        said = f"entry {row['seq']} of the response to case {str(row['case_id'])[:8]} is damaged: {error}"
        raise StoreFailed(said) from error
