"""Appends entries to the response to a case, each together with the event of the case that names it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert

from leftopen.cases import hash_chain, response_chain
from leftopen.model.case import CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.store.records.reads.cases.responses import last_of
from leftopen.store.records.tables import response_entries
from leftopen.store.records.writes.cases.cases import CaseWriter


class ResponseWriter:
    """The entries are append-only, but for an erasure."""

    def __init__(self, cases: CaseWriter) -> None:
        self._cases = cases

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


def _row(entry: ResponseEntry) -> dict[str, Any]:
    row: dict[str, Any] = response_chain.entry_json(entry)
    return row | {"case_id": row.pop("case"), "body": hash_chain.canonical(row["body"]).decode()}
