"""What is told of imports: one whose process was killed has stopped, and one that runs has not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from leftopen.model.import_record import ImportRecord
from leftopen.service import imports
from leftopen.service.claim import claimed
from leftopen.service.desk import Desk
from tests.service.office import office


def begun(desk: Desk, state: str = "running") -> ImportRecord:
    record = ImportRecord(
        id="a1", digest="d", file="seen.json", size=9, format="shodan", realm="internet", place="internet",
        port=0, started=datetime(2026, 1, 1, tzinfo=UTC), state=state,
    )  # fmt: skip
    desk.store.records.imports.start(record)
    return record


def test_one_that_nobody_works_on_has_stopped_and_says_what_to_do(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        begun(desk)
        found = imports.find(desk, "a1")
        assert found is not None
        assert (found.outcome, found.because) == ("stopped", imports.DIED)
        assert imports.list(desk) == [found]


def test_one_that_somebody_works_on_runs(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        record = begun(desk)
        with claimed(desk.data, record.id):
            assert imports.list(desk) == [record]


def test_one_that_was_stopped_or_ended_is_what_it_was(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        ended = begun(desk, state="finished")
        assert imports.find(desk, "a1") == ended
        assert imports.find(desk, "a2") is None
