"""Stores what an import brings: rows first, then the quoted bad lines, then its progress."""

from __future__ import annotations

import os
import queue
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import msgspec

from leftopen.model.facts import Json
from leftopen.model.import_record import BAD, FAULT, ImportRecord
from leftopen.service.ingest.convert import RejectedLine, RowBatch
from leftopen.service.ingest.reader import Chunk
from leftopen.service.workspace.write_file import on_disk
from leftopen.store.observations import arrow
from leftopen.store.observations.bulk_load import COLUMNS, Loaded, Loader
from leftopen.store.records.entities.imports import ImportRecordWriter

# A few large batches cost the engine half as much as many small ones: every part is merged into others later.
BATCH_BYTES = 96 * 1024 * 1024
BATCH_ROWS = 50_000
# Measured: the engine counts on half of its memory cap, takes 200 MB for itself and five times a batch to
# store it, and merges run in parallel. A small cap therefore gets smaller batches.
ITSELF, TIMES = 250 * 1024 * 1024, 8
LEAST_BYTES = 2 * 1024 * 1024
# The most work that a crash may cost: an older batch is handed over as soon as storing is idle.
BATCH_SECONDS = 5.0
# The most bad lines of one import that are quoted.
MOST_QUOTES = 10_000


class BatchStore(Protocol):
    """Stores encoded rows, and is compacted when enough of them are superseded."""

    def loader(self) -> Loader: ...
    def fold_due(self) -> bool: ...


@dataclass(slots=True)
class _Batch:
    """Rows of several chunks, in order. When it is stored, `offset` records and `read` bytes of the file are
    processed. `began`: when the empty batch was made, in monotonic seconds."""

    began: float
    offset: int = 0
    read: int = 0
    ends_cut: bool = False
    rows: list[bytes] = field(default_factory=list)
    count: int = 0
    size: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    quotes: list[RejectedLine] = field(default_factory=list)


class ImportWriter:
    """Stores in a thread of its own while the next rows are converted. `record` is the progress, and `read`
    the bytes of the file up to there; 0 until something was stored in this run."""

    def __init__(
        self,
        imports: ImportRecordWriter,
        keeps: BatchStore,
        record: ImportRecord,
        side: Path,
        fold: Callable[[], None],
        monotonic: Callable[[], float],
        *,
        again: bool,
        memory: int,
    ) -> None:
        """`side`: the file of bad lines; `again`: the whole file was imported before; `memory`: the engine's
        cap in bytes, 0: no cap. Raises StoreFailed."""
        room = max((memory // 2 - ITSELF) // TIMES, LEAST_BYTES) if memory else BATCH_BYTES
        self._most = min(BATCH_BYTES, room)
        self._imports, self._keeps, self.record, self._side = imports, keeps, record, side
        self.read = 0
        self._loader, self._fold, self._monotonic = keeps.loader(), fold, monotonic
        self._resumed, self._mine = True, "" if again else record.id
        self._batch = self._fresh(record.offset, ends_cut=record.ends_cut)
        self._waiting: queue.Queue[_Batch | None] = queue.Queue(maxsize=1)
        self._failed: BaseException | None = None
        self._cut_back()
        self._thread = threading.Thread(target=self._keep_all, name="import", daemon=True)
        self._thread.start()

    def add(self, unit: Chunk, made: RowBatch) -> None:
        """Adds the rows of the next chunk. Waits when a batch is full and the one before is not stored yet.
        Raises what storing raised."""
        batch = self._batch
        if made.rows:
            batch.rows.append(made.rows)
        batch.count += made.count
        batch.size += len(made.rows)
        batch.bad.update(made.bad)
        batch.faults.update(made.faults)
        batch.quotes += made.quotes
        batch.ends_cut = made.ends_cut
        batch.read = unit.read
        batch.offset = unit.first + unit.count - 1
        if batch.size >= self._most or batch.count >= BATCH_ROWS or self._old():
            self._hand_over()

    def refuse(self, reason: str) -> None:
        """Counts an error of the file as a whole."""
        self._batch.bad[reason] += 1
        self._batch.quotes.append(RejectedLine(self._batch.offset + 1, reason, ""))

    def finish(self) -> None:
        """Stores the rest, and waits. Raises what storing raised."""
        if self._failed is None:
            self._hand_over()
        self._waiting.put(None)
        self._thread.join()
        self._raise()
        self._fold()

    def shown(self) -> list[Json]:
        """The first bad line of each reason, as it was quoted."""
        try:
            quotes = [msgspec.json.decode(line) for line in self._side.read_bytes().splitlines()]
        except OSError:
            return []
        firsts: dict[str, Json] = {}
        for quote in quotes:
            firsts.setdefault(quote["reason"], quote)
        return list(firsts.values())

    def _old(self) -> bool:
        """Is the batch old enough to be stored? False while another is stored, so that this one can grow."""
        return not self._waiting.unfinished_tasks and self._monotonic() - self._batch.began >= BATCH_SECONDS

    def _hand_over(self) -> None:
        # Two batches at most: the one being stored, and the one being filled.
        self._waiting.join()
        self._raise()
        self._waiting.put(self._batch)
        self._batch = self._fresh(self._batch.offset, ends_cut=self._batch.ends_cut)

    def _fresh(self, offset: int, *, ends_cut: bool) -> _Batch:
        return _Batch(began=self._monotonic(), offset=offset, ends_cut=ends_cut)

    def _raise(self) -> None:
        if self._failed is not None:
            raise self._failed

    def _keep_all(self) -> None:
        """The storing thread. After a failure it keeps taking batches, so that nothing waits for it."""
        while (batch := self._waiting.get()) is not None:
            if self._failed is None:
                try:
                    self._keep(batch)
                except BaseException as error:  # noqa: BLE001  (raised again in the thread that asks)
                    self._failed = error
            self._waiting.task_done()

    def _keep(self, batch: _Batch) -> None:
        loaded = Loaded(stored=0, known=0)
        if batch.rows:
            chunk = arrow.stream(batch.rows)
            batch.rows.clear()
            loaded = self._loader.load(chunk, resumed=self._resumed, form=COLUMNS, mine=self._mine)
        self._resumed, self._mine = False, ""
        counts = Counter(self.record.counts)
        room = MOST_QUOTES - counts["quoted"]
        quoted = self._quote(batch.quotes[:room])
        counts.update({BAD + reason: count for reason, count in batch.bad.items()})
        counts.update({FAULT + kind: count for kind, count in batch.faults.items()})
        counts["stored"] += loaded.stored
        counts["known"] += loaded.known
        counts["bad"] += batch.bad.total()
        counts["quoted"] += len(batch.quotes[:room])
        self.record = replace(
            self.record, offset=batch.offset, ends_cut=batch.ends_cut, quoted=quoted, counts=dict(counts)
        )
        self._imports.put(self.record)
        self.read = max(self.read, batch.read)
        if self._keeps.fold_due():
            self._fold()

    def _quote(self, quotes: list[RejectedLine]) -> int:
        """Appends the quotes; returns the file's new length."""
        if not quotes:
            return self.record.quoted
        lines = b"".join(msgspec.json.encode(quote) + b"\n" for quote in quotes)
        with on_disk(str(self._side)), self._side.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
            return file.tell()

    def _cut_back(self) -> None:
        """Removes the quotes of lines that are read again."""
        with on_disk(str(self._side)):
            self._side.parent.mkdir(mode=0o700, exist_ok=True)
            os.close(os.open(self._side, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
            os.truncate(self._side, self.record.quoted)
