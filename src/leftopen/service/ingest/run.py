"""Runs an import: reads a file of another tool, masks, places and stores its observations, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from leftopen.errors import BadImport
from leftopen.formats import import_time
from leftopen.formats.numbered_lines import NO_END
from leftopen.model.endpoint import INTERNET
from leftopen.model.facts import Json
from leftopen.model.identity import digest
from leftopen.model.import_reader import ImportReader
from leftopen.model.import_record import BAD, ImportRecord
from leftopen.present.timestamps import format_utc
from leftopen.service.ingest.detect import AUTO, detect_format
from leftopen.service.ingest.places import folder
from leftopen.service.ingest.reader import CUT_LINE, Chunk, ChunkReader
from leftopen.service.ingest.workers import WorkerConfig, convert_chunks
from leftopen.service.ingest.writer import ImportWriter
from leftopen.service.workspace import disk_space
from leftopen.service.workspace.compaction import compact
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.imports import ImportRecordWriter, Imports

Line = dict[str, Json]
# Clocks differ; an observation time later than this after the start of the import is rejected.
AHEAD = timedelta(hours=1)
FOLDER = "imports"
FINISHED, INCOMPLETE, STOPPED, ALREADY = "finished", "incomplete", "stopped", "already imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """`port` and `at` for what the file does not state. Without `at`, a line without a time gets that of the
    file, if its format permits lines without a time. `realm` and `place` hold for the whole file; with
    '', the line decides, and else the format. `again`: import also a file that was imported before."""

    file: Path
    format: str = AUTO
    realm: str = ""
    place: str = ""
    port: int = 0
    at: datetime | None = None
    again: bool = False

    @property
    def network(self) -> str:
        """The realm of lines that state none."""
        return self.realm or INTERNET


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """`done` of `size` bytes of the file are processed and their rows stored; `records` were processed in
    this run, `stored` rows. `storing`: the whole file is read, and the last rows are being stored."""

    file: str
    done: int
    size: int
    records: int
    stored: int
    bad: int
    seconds: float
    resumed_at: int = 0
    storing: bool = False


Shows = Callable[[ImportProgress], None]


def import_file(
    workspace: Workspace,
    wanted: ImportOptions,
    progress: Shows,
    stopped: Callable[[], bool],
) -> Line:
    """Imports a file; returns the summary line. Its state is `failed` where no line could be read. Raises
    BadImport, StoreFailed. When `stopped` returns true, reading ends, rows already read are stored within a
    second or two, and the same call resumes from there. Our own range tables are applied to every row."""
    disk_space.require(workspace)
    feed = ChunkReader(wanted.file)
    nothing = ImportProgress(
        file=wanted.file.name, done=0, size=feed.size, records=0, stored=0, bad=0, seconds=0.0
    )
    progress(nothing)
    name, reader = detect_format(feed, wanted.format)
    content = feed.digest()
    place = _place(Imports(workspace.store.records).of(content), wanted, name, reader)
    stated = (str(wanted.port), format_utc(wanted.at) if wanted.at else "")
    parts = (content, name, wanted.network, place, *stated)
    identifier = digest("import", *parts)
    with try_lock(workspace.data, identifier) as ours:
        if not ours:
            raise BadImport(f"another leftopen process is importing {wanted.file}")
        old = Imports(workspace.store.records).find(identifier)
        if old is not None and _done(old) and not wanted.again:
            return _summary(old, _side(workspace, old), ALREADY, 0.0, [])
        fresh = ImportRecord(
            id=identifier, digest=content, file=wanted.file.name, size=feed.size, format=name,
            realm=wanted.network, place=place, port=wanted.port, at=wanted.at, started=workspace.clock(),
            file_time=import_time.read(feed.modified),
        )  # fmt: skip
        record = _begun(workspace, old, fresh)
        return _run(
            workspace,
            feed,
            reader,
            record,
            _work(record, wanted, reader, folder(workspace)),
            progress,
            stopped,
        )


@dataclass(slots=True)
class _Stoppable:
    """Yields chunks until the import is stopped; `cut`: chunks were left."""

    units: Iterator[Chunk]
    stopped: Callable[[], bool]
    cut: bool = False

    def __iter__(self) -> Iterator[Chunk]:
        for unit in self.units:
            if self.stopped():
                self.cut = True
                return
            yield unit


def _place(before: Sequence[ImportRecord], wanted: ImportOptions, format: str, reader: ImportReader) -> str:
    """The vantage of the import: stored rows keep the first one. `before`: imports of the same content.
    Raises BadImport."""
    how = (format, wanted.network, wanted.port, wanted.at)
    same = (one for one in before if one.rows and (one.format, one.realm, one.port, one.at) == how)
    first = next(same, None)
    if first is None:
        return wanted.place or reader.place.value
    if wanted.place not in ("", first.place):
        raise BadImport(
            f"{wanted.file} was imported on {format_utc(first.started)[:10]} with the vantage {first.place}, "
            f"which cannot change; to import it with the vantage {wanted.place}, use another data folder"
        )
    return first.place


def _done(old: ImportRecord) -> bool:
    """Is nothing left to import? A file without rows was never imported."""
    return old.state in (FINISHED, INCOMPLETE) and old.rows > 0


def _begun(workspace: Workspace, old: ImportRecord | None, fresh: ImportRecord) -> ImportRecord:
    """Resumes an unfinished import; repeats a finished one with the times of the first."""
    if old is None:
        ImportRecordWriter(Changes(workspace.store.records)).put(fresh)
        return fresh
    if old.state in (FINISHED, INCOMPLETE):
        return replace(fresh, started=old.started, file_time=old.file_time)
    return replace(old, state="running")


def _work(record: ImportRecord, wanted: ImportOptions, reader: ImportReader, places: Path) -> WorkerConfig:
    at = record.at or (None if reader.timed else min(record.file_time or record.started, record.started))
    return WorkerConfig(
        format=record.format, scan=record.id, realm=record.realm, place=record.place,
        latest=record.started + AHEAD, port=record.port, at=at, places=places,
        realm_said=bool(wanted.realm), place_said=bool(wanted.place), at_said=record.at is not None,
    )  # fmt: skip


def _run(
    workspace: Workspace,
    feed: ChunkReader,
    reader: ImportReader,
    record: ImportRecord,
    work: WorkerConfig,
    progress: Shows,
    stopped: Callable[[], bool],
) -> Line:
    began = workspace.monotonic()
    side = _side(workspace, record)
    imports = ImportRecordWriter(Changes(workspace.store.records))
    before = Imports(workspace.store.records).find(record.id)
    recorder = ImportWriter(
        imports,
        ObservationWriter(workspace.store.client),
        record,
        side,
        partial(compact, workspace, stopped),
        workspace.monotonic,
        again=before is not None and before.finished is not None,
        memory=0 if workspace.settings.engine_url else workspace.settings.engine_memory_mb * 2**20,
    )
    shown: ImportProgress | None = None
    units = _Stoppable(feed.units(reader.lines, record.offset), stopped)
    try:
        with closing(convert_chunks(work, iter(units))) as units_made:
            for unit, made in units_made:
                recorder.add(unit, made)
                disk_space.require(workspace)
                shown = _progress(unit, record, recorder, workspace.monotonic() - began)
                progress(shown)
        if feed.broken and not units.cut and BAD + feed.broken not in record.counts:
            recorder.refuse(feed.broken)
        if shown:
            progress(replace(shown, storing=True))
    finally:
        recorder.finish()
    done = _ended(recorder.record, feed, workspace.clock(), cut=units.cut)
    imports.put(done)
    return _summary(done, side, done.outcome, workspace.monotonic() - began, recorder.shown())


def _side(workspace: Workspace, record: ImportRecord) -> Path:
    """The file of the import's bad lines."""
    return workspace.data / FOLDER / f"{record.id}.bad.jsonl"


def _ended(record: ImportRecord, feed: ChunkReader, now: datetime, *, cut: bool) -> ImportRecord:
    """Closes the import's record. `cut`: the user stopped it. A last line without a newline is complete if it
    can be read."""
    if cut:
        return replace(record, state=STOPPED)
    why = feed.broken or (NO_END if BAD + NO_END in record.counts else "")
    if not why and feed.open_end and record.ends_cut:
        why = CUT_LINE
    return replace(record, state=INCOMPLETE if why else FINISHED, why=why, finished=now)


def _progress(unit: Chunk, begun: ImportRecord, recorder: ImportWriter, seconds: float) -> ImportProgress:
    now = recorder.record
    return ImportProgress(
        file=now.file,
        done=recorder.read,
        size=now.size,
        records=unit.first + unit.count - 1 - begun.offset,
        stored=now.counts.get("stored", 0),
        bad=now.counts.get("bad", 0),
        seconds=seconds,
        resumed_at=begun.offset,
    )


def _summary(record: ImportRecord, side: Path, state: str, seconds: float, shown: list[Json]) -> Line:
    counts = record.counts
    return {
        "type": "summary",
        "import": record.id,
        "file": record.file,
        "format": record.format,
        "state": state,
        "why": record.because,
        "records": record.offset,
        "stored": counts.get("stored", 0),
        "known": counts.get("known", 0),
        "bad": counts.get("bad", 0),
        "reasons": dict(record.reasons),
        "faults": dict(record.faults),
        "first_bad": shown,
        "quoted": counts.get("quoted", 0),
        "bad_lines": str(side) if counts.get("quoted") else "",
        "seconds": round(seconds, 3),
        "at": format_utc(record.finished or record.started),
    }
