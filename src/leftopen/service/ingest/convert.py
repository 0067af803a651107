"""One unit of lines to the rows of its answers, in a worker process: decode, mask, place, flatten, encode.

The store's own words for a row are used (`arrow.values`), so an imported row and a scanned one can't
differ.
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
from leftopen.model.import_reader import BadLine, ImportReader
from leftopen.pipeline.internal_errors import InternalError, faults
from leftopen.pipeline.normalise import ImportContext, deep, to_observation
from leftopen.store.observations import arrow

NUMBERED = re.compile(rb"(\d{1,15}) ")
# So much of bad lines is quoted from one unit; all are counted.
QUOTED = 200
EXCERPT_BYTES = 256
# Enough to see how a line begins, and to hold what stands for one that is gone.
SHORT = 32
BUG = "internal error, please report it"
TOO_LONG = f"longer than {LONGEST // 1024**2} MiB"


Row = tuple[int, arrow.Values]
Numbered = tuple[int, bytes]
"""With the number of its line."""


class RejectedLine(msgspec.Struct, frozen=True):
    """One bad line; `excerpt` is masked, harmless in any terminal, and '' where the file has no such line."""

    line: int
    reason: str
    excerpt: str


class RowBatch(msgspec.Struct, frozen=True):
    """`rows`: a batch by columns (`arrow.batch`), b"" for none; `bad` counts lines by reason. `ends_cut`: the
    last line with anything in it looks as if its end were missing. `faults`: of ours, by their kind, after
    which the lines were looked at one by one: nothing is lost, but it takes longer."""

    rows: bytes
    count: int
    bad: dict[str, int]
    quotes: list[RejectedLine]
    ends_cut: bool = False
    faults: dict[str, int] = {}


class FastPathResult(msgspec.Struct, frozen=True):
    """`rows`: a batch by columns of `count` lines; `left`: the places of those that it does not have."""

    rows: bytes
    count: int
    left: list[int]


def no_fast_path(lines: Sequence[bytes]) -> FastPathResult:
    """Of most formats no line is read the short way."""
    return FastPathResult(b"", 0, list(range(len(lines))))


@dataclass(slots=True, kw_only=True)
class RowBuilder:
    """What one worker keeps between units. `plain` gives the rows of most lines of a format at once, of those
    of which it is known that they hold nothing that is masked, and that they have what `bulk` counts `told`
    times; at what is left the reader has to look."""

    reader: ImportReader
    making: ImportContext
    bulk: BulkFilter
    plain: Callable[[Sequence[bytes]], FastPathResult] = no_fast_path
    told: int = 0
    _bad: Counter[str] = field(default_factory=Counter)
    _quotes: list[RejectedLine] = field(default_factory=list)
    _faults: Counter[str] = field(default_factory=Counter)

    def made(self, data: bytes, first: int) -> RowBatch:
        """`first`: the number of the first line, where lines carry none."""
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
        """Lines for the short way, and the others, each with whether nothing in it is masked."""
        quiet: list[Numbered] = []
        others: list[tuple[int, bytes, bool]] = []
        suspects, told = self.bulk.suspects(data)
        suspects.append(len(data) + 1)
        waits, counted, end = 0, 0, -1
        for number, line in enumerate(data.split(b"\n"), first):
            end += len(line) + 1
            before, counted = counted, bisect_right(told, end, counted)
            silent = suspects[waits] > end and line.isascii()
            if suspects[waits] <= end:
                waits = bisect_right(suspects, end, waits)
            if silent and counted - before == self.told and SHORT < len(line) <= LONGEST:
                quiet.append((number, line))
            elif line:
                others.append((number, line, silent))
        return quiet, others

    def _plainly(self, lines: list[bytes]) -> FastPathResult:
        """Where it fails the lines are looked at one by one, or the import would end at them each time."""
        try:
            with faults:
                return self.plain(lines)
        except InternalError as fault:
            self._faults[fault.kind] += 1
            return no_fast_path(lines)

    def _guarded(self, line: bytes, number: int, found: list[Row], *, quiet: bool) -> None:
        """A line that shows a bug of ours is a bad line, or the import would end at it each time."""
        before = len(found)
        try:
            with faults:
                self._line(line, number, found, quiet=quiet)
        except InternalError as fault:
            del found[before:]
            self._refuse(number, f"{BUG} ({fault.kind})", line)

    def _batch(self, found: list[Row]) -> bytes:
        """Takes out of `found` what no column holds."""
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
        """Appends the rows of one line; `quiet`: it is known to hold nothing that is masked."""
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
        for answer in answers:
            if isinstance(answer, BadLine):
                made: object = answer
            else:
                plainly = clean and (shallow or not deep(dict(answer.blocks), DEPTH))
                made = to_observation(answer, self.making, clean=plainly)
            if isinstance(made, BadLine):
                self._refuse(int(named[1]) if named else number, made.reason, bare)
            else:
                found.append((number, arrow.values(made)))  # type: ignore[arg-type]

    def _cut(self, line: bytes) -> bool:
        """Of a line that was refused: JSON that is whole was refused for what it says."""
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
        """Masked again after each cut, because cutting changes what stands next to what."""
        limit, told = EXCERPT_BYTES, unescaped(bare)
        (shown,) = self.making.masker.excerpts([told], limit)
        while limit and len(shown.encode()) > EXCERPT_BYTES:
            limit //= 2
            (shown,) = self.making.masker.excerpts([told], limit)
        return shown
