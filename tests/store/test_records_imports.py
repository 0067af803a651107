"""What is kept of an import: how far it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leftopen.model.import_record import ImportRecord
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.imports import ImportRecordWriter, Imports
from tests.store.new_folder import new_records

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RECORD = ImportRecord(
    id="1a", digest="d", file="it.json", size=9, format="shodan", realm="internet", place="internet", port=0,
    started=NOON,
)  # fmt: skip


def test_an_import_is_found_as_it_is_now(tmp_path: Path) -> None:
    with Records.open(new_records(tmp_path)) as records:
        assert Imports(records).find("1a") is None
        ImportRecordWriter(Changes(records)).put(RECORD)
        assert Imports(records).find("1a") == RECORD
        moved = replace(RECORD, offset=7, counts={"stored": 6, "bad": 1}, state="finished", finished=NOON)
        ImportRecordWriter(Changes(records)).put(moved)
        later = replace(RECORD, id="2b", started=NOON + timedelta(hours=1))
        ImportRecordWriter(Changes(records)).put(later)
    with Records.open(new_records(tmp_path)) as records:
        assert Imports(records).find("1a") == moved
        assert Imports(records).list() == [later, moved]
        assert Imports(records).find("1") is None
