"""What is told of imports: one whose process was killed has stopped, and one that runs has not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from leftopen.model.import_record import ImportRecord
from leftopen.service.ingest import status
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.imports import ImportRecordWriter
from tests.service.office import office


def begun(workspace: Workspace, state: str = "running") -> ImportRecord:
    record = ImportRecord(
        id="a1", digest="d", file="seen.json", size=9, format="shodan", realm="internet", place="internet",
        port=0, started=datetime(2026, 1, 1, tzinfo=UTC), state=state,
    )  # fmt: skip
    ImportRecordWriter(Changes(workspace.store.records)).put(record)
    return record


def test_one_that_nobody_works_on_has_stopped_and_says_what_to_do(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        found = status.find(workspace, "a1")
        assert found is not None
        assert (found.outcome, found.because) == ("stopped", status.DIED)
        assert status.list(workspace) == [found]


def test_one_that_somebody_works_on_runs(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        record = begun(workspace)
        with try_lock(workspace.data, record.id):
            assert status.list(workspace) == [record]


def test_one_that_was_stopped_or_ended_is_what_it_was(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        ended = begun(workspace, state="finished")
        assert status.find(workspace, "a1") == ended
        assert status.find(workspace, "a2") is None
