"""Converts one chunk of lines to rows in a worker process: decode, mask, place, flatten, encode.

Rows are encoded with the store's own encoder (`arrow.values`), so that an imported row and a scanned one have
the same format.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from leftopen.contents.bulk_filter import BulkFilter
from leftopen.contents.masking import DEPTH
from leftopen.formats.escapes import unescaped
from leftopen.formats.numbered_lines import GONE, LONGEST
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.pipeline.internal_errors import InternalError, faults
from leftopen.pipeline.normalise import ImportContext, deep, to_observation
from leftopen.store.observations import arrow

NUMBERED = re.compile(rb"(\d{1,15}) ")
# At most this many bad lines are quoted from one chunk; all are counted.
QUOTED = 200
EXCERPT_BYTES = 256
# Enough to recognise how a line begins, and to hold the marker of a line that was removed.
SHORT = 32
BUG = "internal error, please report it"
TOO_LONG = f"longer than {LONGEST // 1024**2} MiB"


Row = tuple[int, arrow.Values]
Numbered = tuple[int, bytes]
"""A line with its number."""


class RejectedLine(msgspec.Struct, frozen=True):
    """One bad line; `excerpt` is masked, safe in any terminal, and '' where the file has no such line."""

    line: int
    reason: str
    excerpt: str


class RowBatch(msgspec.Struct, frozen=True):
    """`rows`: a batch by columns (`arrow.batch`), b"" for none; `bad` counts lines by reason. `ends_cut`: the
    last line that is not blank looks truncated. `faults`: our internal errors by kind. After one, the lines
    are converted one by one: slower, but nothing is lost."""

    rows: bytes
    count: int
    bad: dict[str, int]
    quotes: list[RejectedLine]
    ends_cut: bool = False
    faults: dict[str, int] = {}


class FastPathResult(msgspec.Struct, frozen=True):
    """`rows`: a batch by columns of `count` lines; `left`: the indices of the lines that are not in it."""

    rows: bytes
    count: int
    left: list[int]


def no_fast_path(lines: Sequence[bytes]) -> FastPathResult:
    """For formats without a fast path: every line is left to the reader."""
    return FastPathResult(b"", 0, list(range(len(lines))))


@dataclass(slots=True, kw_only=True)
class RowBuilder:
    """The state that one worker keeps between chunks. `plain` is the fast path: it converts most lines of a
    format at once. It gets lines that hold nothing to mask and in which `bulk` counts `told` matches; the
    reader converts the rest. `name` names the products that the file does not."""

    reader: ImportReader
    making: ImportContext
    bulk: BulkFilter
    plain: Callable[[Sequence[bytes]], FastPathResult] = no_fast_path
    told: int = 0
    name: Callable[[Imported], Imported] | None = None
    _bad: Counter[str] = field(default_factory=Counter)
    _quotes: list[RejectedLine] = field(default_factory=list)
    _faults: Counter[str] = field(default_factory=Counter)

    def made(self, data: bytes, first: int) -> RowBatch:
        """Converts a chunk; `first` is the number of its first line, where lines carry no number."""
        self._bad, self._quotes, self._faults = Counter(), [], Counter()
        found: list[Row] = []
        quiet, others = self._sorted(data, first)
        plainly = self._plainly([line for _, line in quiet])
        rest = [(*quiet[at], True) for at in plainly.left] + others
        rest.sort()
        last, refused = max(quiet[-1:] + [other[:2] for other in others[-1:]], default=(0, b"")), False
        for number, line, silent in rest:
            before = self._bad.total()
            self._guarded(line, number, found, quiet=silent)
            refused = number == last[0] and self._bad.total() > before
        rows, count = plainly.rows + self._batch(found), plainly.count + len(found)
        cut = refused and self._cut(last[1])
        return RowBatch(rows, count, dict(self._bad), self._quotes, cut, dict(self._faults))

    def _sorted(self, data: bytes, first: int) -> tuple[list[Numbered], list[tuple[int, bytes, bool]]]:
        """The lines for the fast path, and the others, each with whether it holds nothing to mask."""
        quiet: list[Numbered] = []
        others: list[tuple[int, bytes, bool]] = []
        suspects, stated_times = self.bulk.suspects(data)
        suspects.append(len(data) + 1)
        waits, counted, end = 0, 0, -1
        for number, line in enumerate(data.split(b"\n"), first):
            end += len(line) + 1
            before, counted = counted, bisect_right(stated_times, end, counted)
            silent = suspects[waits] > end and line.isascii()
            if suspects[waits] <= end:
                waits = bisect_right(suspects, end, waits)
            if silent and counted - before == self.told and SHORT < len(line) <= LONGEST:
                quiet.append((number, line))
            elif line:
                others.append((number, line, silent))
        return quiet, others

    def _plainly(self, lines: list[bytes]) -> FastPathResult:
        """Runs the fast path. When it fails, the reader converts the lines one by one; otherwise every run of
        the import would end here."""
        try:
            with faults:
                return self.plain(lines)
        except InternalError as fault:
            self._faults[fault.kind] += 1
            return no_fast_path(lines)

    def _guarded(self, line: bytes, number: int, found: list[Row], *, quiet: bool) -> None:
        """A line that reveals a bug of ours counts as a bad line; otherwise every run of the import would end
        here."""
        before = len(found)
        try:
            with faults:
                self._line(line, number, found, quiet=quiet)
        except InternalError as fault:
            del found[before:]
            self._refuse(number, f"{BUG} ({fault.kind})", line)

    def _batch(self, found: list[Row]) -> bytes:
        """Encodes the rows. Removes from `found` what no column can hold."""
        if not found:
            return b""
        try:
            with faults:
                return arrow.batch([row for _, row in found])
        except InternalError as fault:
            self._faults[fault.kind] += 1
            found[:] = [one for one in found if self._held(*one)]
            return arrow.batch([row for _, row in found]) if found else b""

    def _held(self, number: int, row: arrow.Values) -> bool:
        try:
            with faults:
                arrow.batch([row])
        except InternalError as fault:
            self._refuse(number, f"{BUG} ({fault.kind})", b"")
            return False
        return True

    def _line(self, line: bytes, number: int, found: list[Row], *, quiet: bool) -> None:
        """Appends the rows of one line; `quiet`: it is known to hold nothing to mask."""
        named = NUMBERED.match(line) if self.reader.lines else None
        bare = line[named.end() :] if named else line
        if len(bare) > LONGEST or (len(bare) < SHORT and bare.strip() == GONE):
            self._refuse(int(named[1]) if named else number, TOO_LONG, b"")
            return
        answers = self.reader.read(line)
        clean = (
            bool(answers)
            and bare[:SHORT].lstrip().startswith(b"{")
            and (quiet or self.bulk.clean(bare, self.bulk.traits(bare)))
        )
        shallow = clean and bare.count(b"{") + bare.count(b"[") < DEPTH
        for answer in self._named(answers):
            if isinstance(answer, BadLine):
                made: object = answer
            else:
                plainly = clean and not answer.decoded and (shallow or not deep(dict(answer.blocks), DEPTH))
                made = to_observation(answer, self.making, clean=plainly)
            if isinstance(made, BadLine):
                self._refuse(int(named[1]) if named else number, made.reason, bare)
            else:
                found.append((number, arrow.values(made)))  # type: ignore[arg-type]

    def _named(self, answers: Found) -> Found:
        name = self.name
        return answers if name is None else [a if isinstance(a, BadLine) else name(a) for a in answers]

    def _cut(self, line: bytes) -> bool:
        """Is the rejected line truncated? Complete JSON was rejected for its content."""
        named = NUMBERED.match(line) if self.reader.lines else None
        try:
            msgspec.json.decode(line[named.end() :] if named else line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return True
        return False

    def _refuse(self, number: int, reason: str, bare: bytes) -> None:
        self._bad[reason] += 1
        if len(self._quotes) < QUOTED:
            ours = self.reader.made and bare.startswith(self.reader.made)
            self._quotes.append(RejectedLine(number, reason, "" if ours else self._excerpt(bare)))

    def _excerpt(self, bare: bytes) -> str:
        """Masks again after each cut, because a cut changes what is adjacent."""
        limit, stated_times = EXCERPT_BYTES, unescaped(bare)
        (shown,) = self.making.masker.excerpts([stated_times], limit)
        while limit and len(shown.encode()) > EXCERPT_BYTES:
            limit //= 2
            (shown,) = self.making.masker.excerpts([stated_times], limit)
        return shown
