"""When the rows of an import are handed over to be stored: by number, by size, by time, and at the end."""

from __future__ import annotations

import queue
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.model.import_record import ImportRecord
from leftopen.service.ingest.convert import RowBatch
from leftopen.service.ingest.reader import Chunk
from leftopen.service.ingest.writer import BATCH_SECONDS, ImportWriter
from leftopen.store.observations.bulk_load import Loaded

RECORD = ImportRecord(
    id="it", digest="d", file="it.json", size=1000, format="shodan", realm="internet", place="internet",
    port=0, started=datetime(2026, 5, 1, tzinfo=UTC),
)  # fmt: skip
NOTHING = RowBatch(b"", 0, {}, [])


class Kept:
    """In the place of both stores; `offsets` has how far the import was each time that it was recorded."""

    def __init__(self) -> None:
        self.offsets: queue.Queue[int] = queue.Queue()
        self.broken = False

    def put(self, record: ImportRecord) -> None:
        if self.broken:
            raise StoreFailed("the disk is full")
        self.offsets.put(record.offset)

    def loader(self) -> Kept:
        return self

    def load(self, chunk: bytes, *, resumed: bool, form: str) -> Loaded:
        return Loaded(stored=0, known=0)

    def fold_due(self) -> bool:
        return False


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def recorder(kept: Kept, clock: Clock, tmp_path: Path) -> ImportWriter:
    side = tmp_path / "imports" / "it.bad.jsonl"
    return ImportWriter(kept, kept, RECORD, side, lambda: None, clock, again=False, memory=2**31)  # type: ignore[arg-type]


def unit(number: int) -> Chunk:
    """Of ten records."""
    return Chunk(first=10 * number + 1, count=10, data=b"", read=100 * (number + 1))


def test_what_is_put_together_for_some_seconds_is_handed_over(
    recorder: ImportWriter, kept: Kept, clock: Clock
) -> None:
    recorder.add(unit(0), NOTHING)
    clock.now = BATCH_SECONDS - 0.1
    recorder.add(unit(1), NOTHING)
    assert kept.offsets.empty()
    clock.now = BATCH_SECONDS
    recorder.add(unit(2), NOTHING)
    assert kept.offsets.get(timeout=10) == 30
    recorder.add(unit(3), NOTHING)
    assert kept.offsets.empty(), "the next batch begins when the one before is handed over"
    recorder.finish()
    assert kept.offsets.get_nowait() == 40


def test_at_the_end_all_of_it_is_stored(recorder: ImportWriter, kept: Kept) -> None:
    recorder.add(unit(0), NOTHING)
    recorder.add(unit(1), NOTHING)
    recorder.finish()
    assert (kept.offsets.get_nowait(), recorder.record.offset) == (20, 20)


def test_nothing_is_recorded_behind_what_could_not_be_stored(
    recorder: ImportWriter, kept: Kept, clock: Clock
) -> None:
    kept.broken = True
    clock.now = BATCH_SECONDS
    recorder.add(unit(0), NOTHING)
    with pytest.raises(StoreFailed, match="disk is full"):
        recorder.finish()
    kept.broken = False
    assert kept.offsets.empty()
