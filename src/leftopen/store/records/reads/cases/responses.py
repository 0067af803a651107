"""Reads the entries of responses, which never change."""

from __future__ import annotations

import json

from sqlalchemy import Connection, RowMapping, select

from leftopen.cases import response_chain
from leftopen.errors import StoreFailed
from leftopen.model.case import CaseEvent
from leftopen.model.response import ResponseEntry
from leftopen.store.records.database import Database
from leftopen.store.records.reads.cases import events
from leftopen.store.records.tables import response_entries


class Responses:
    """The entries of the responses to all cases of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, case: str) -> list[ResponseEntry]:
        """All of one case, oldest first. Raises StoreFailed for a row that was damaged from outside."""
        with self._database.read() as connection:
            return _of_case(connection, case)

    def with_events(self, case: str) -> tuple[list[ResponseEntry], list[CaseEvent]]:
        """The entries, and the events of the case, of one moment: an entry that is being added is in both or
        in neither. Raises StoreFailed for a row that was damaged from outside."""
        with self._database.read() as connection:
            try:
                return _of_case(connection, case), events.of_case(connection, case)
            except ValueError as error:
                raise StoreFailed(f"cannot read an event of case {case[:12]}") from error


def _of_case(connection: Connection, case: str) -> list[ResponseEntry]:
    query = select(response_entries).where(response_entries.c.case_id == case)
    rows = connection.execute(query.order_by(response_entries.c.seq)).mappings().all()
    return [as_entry(row) for row in rows]


def last_of(connection: Connection, case: str) -> ResponseEntry | None:
    """The newest entry of one case. Raises StoreFailed for a damaged row."""
    query = select(response_entries).where(response_entries.c.case_id == case)
    row = connection.execute(query.order_by(response_entries.c.seq.desc()).limit(1)).mappings().first()
    return None if row is None else as_entry(row)


def as_entry(row: RowMapping) -> ResponseEntry:
    """Raises StoreFailed for a damaged row."""
    try:
        fields = {**row, "case": row["case_id"], "body": json.loads(row["body"])}
        del fields["case_id"]
        return response_chain.read(fields)
    except (ValueError, RecursionError) as error:
        said = f"entry {row['seq']} of the response to case {str(row['case_id'])[:8]} is damaged: {error}"
        raise StoreFailed(said) from error
