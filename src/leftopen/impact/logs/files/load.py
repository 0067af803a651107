"""Reads every file once into the tables, in batches: many small files, or a piece of a large one.

A statement costs some milliseconds however little it reads, and what a batch holds is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from leftopen.impact.logs import tables
from leftopen.impact.logs.count import Counter
from leftopen.impact.logs.exports import Export
from leftopen.impact.logs.files.pieces import pieces, segments
from leftopen.impact.logs.files.sources import Source
from leftopen.impact.logs.limit_sentences import MANY_COLUMNS
from leftopen.impact.logs.log_format import Columns, LogFormat
from leftopen.impact.logs.read_lines import file_of_engine, statement
from leftopen.impact.logs.sql_text import quoted
from leftopen.store.engine.engine_errors import EngineError

PATTERN = frozenset("*?{}")
"""What the engine would take for a pattern of several names."""
SEGMENTS = 1000
"""A file whose columns change more often is given up, as `MANY_COLUMNS` says."""
BATCH = 64 * 1024 * 1024
MOST_FILES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """`state` as in `LogFile`."""

    state: str
    why: str = ""


def _headless(source: Source, format_: LogFormat) -> bool:
    """Are there lines before the first directive, of which nobody knows what they say?"""
    mark, passed = format_.directives, (*format_.ignored, *format_.headings)
    others = (line for line in source.lines if line.startswith(mark) or not line.startswith(passed))
    return bool(mark) and not next(others, mark).startswith(mark)


@dataclass(slots=True, kw_only=True)
class Loader:
    """`folder` holds the batch that is being made. `zone` of times that name none. What is known of a file
    is in `states` under its number, once `finish` was called, and in `exports` what it says of itself."""

    counter: Counter
    folder: Path
    zone: str
    states: dict[int, LoadResult] = field(default_factory=dict)
    exports: dict[int, Export] = field(default_factory=dict)
    batch: dict[int, Path] = field(default_factory=dict)
    size: int = 0
    layout: tuple[LogFormat, Columns] | None = None

    def load(self, number: int, source: Source, format_: LogFormat) -> None:
        """Raises StoreFailed."""
        broken = list[str]()
        self.states[number] = LoadResult(state="read")
        for columns, block in self._blocks(number, source, format_, broken):
            self._add(number, (format_, columns), block)
            if self.states[number].state == "failed":
                return
        if broken:
            self.states[number] = LoadResult(state="cut", why=broken[0])

    def finish(self) -> None:
        """Counts what is left. Raises StoreFailed."""
        self._flush()

    def _blocks(
        self, number: int, source: Source, format_: LogFormat, broken: list[str]
    ) -> Iterator[tuple[Columns, bytes]]:
        """Whole lines, with the columns that they have."""
        export = self.exports[number] = Export()
        found = pieces(source, format_, broken, export)
        heads = self._directives(source, format_)
        if not heads or (len(heads) == 1 and not _headless(source, format_)):
            whole = format_.columns((*heads, *source.lines), self.zone)
            yield from ((whole, block) for block in found)
            return
        changes, now = 0, ""
        columns: Columns | None = None
        for head, block in segments(found, format_.directives):
            if columns is None or head != now:
                lines = (head, *source.lines) if head else ()
                changes, now, columns = changes + 1, head, format_.columns(lines, self.zone)
            if changes > SEGMENTS:
                self.states[number] = LoadResult(state="failed", why=str(MANY_COLUMNS))
                return
            yield columns, block

    def _directives(self, source: Source, format_: LogFormat) -> list[str]:
        """The first two different ones; two are as bad as many, and as what the engine can't read."""
        if not format_.directives:
            return []
        if source.encoding or format_.unwrap is not None or PATTERN & set(str(source.path)):
            return ["", ""]
        file = file_of_engine(source.path, source.compression)
        try:
            rows = self.counter.engine.query(
                f"SELECT DISTINCT toValidUTF8(trimBoth(line, '\\r ')) AS line FROM {file} "
                f"WHERE startsWith(line, {quoted(format_.directives)}) LIMIT 2"
            )
        except EngineError:
            return ["", ""]
        return [str(row["line"]) for row in rows]

    def _add(self, number: int, layout: tuple[LogFormat, Columns], block: bytes) -> None:
        if self.layout != layout or self.size >= BATCH or len(self.batch) >= MOST_FILES:
            self._flush()
        self.layout = layout
        file = self.batch.setdefault(number, self.folder / f"{number}.log")
        with file.open("ab") as out:
            out.write(block)
        self.size += len(block)

    def _flush(self) -> None:
        """Counts the batch. Files that the engine can't read together are read one by one, so that one takes
        no other down."""
        batch, layout, self.batch, self.size = self.batch, self.layout, {}, 0
        if layout is None or not batch:
            return
        try:
            if len(batch) == 1 or not self._count(batch, layout):
                for number, file in batch.items():
                    self._count({number: file}, layout)
        finally:
            for file in batch.values():
                file.unlink(missing_ok=True)

    def _count(self, batch: Mapping[int, Path], layout: tuple[LogFormat, Columns]) -> bool:
        """False where nothing was counted, and the files may be tried again one by one."""
        engine, only = self.counter.engine, next(iter(batch)) if len(batch) == 1 else None
        read = False
        try:
            tables.empty(engine)
            engine.command(statement(batch, *layout, self.counter.query))
            read = True
            self.counter.count(only)
        except EngineError as error:
            if not read and only is None:
                return False
            for number in batch:
                self.states[number] = LoadResult(state="failed", why=str(error)[:200])
        return True
