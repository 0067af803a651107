"""The output of commands: results on stdout, messages on stderr.

Text from servers passes through `printable` here: a banner must not send control codes to a terminal.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from leftopen.cli import _table
from leftopen.errors import BadSetting
from leftopen.model.facts import Json
from leftopen.present.printable import printable

Line = Mapping[str, Json]
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
# JSON leaves these bare inside a string; a terminal obeys them, and some readers split lines at them.
_UNSAFE = (*range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_ESCAPED = {code: f"\\u{code:04x}" for code in _UNSAFE}


@dataclass(slots=True, kw_only=True)
class ResultFile:
    """An open file that is written a line at a time. What it held before is replaced by the first line, so
    that a scan that is refused loses nothing."""

    path: Path
    file: BinaryIO
    begun: bool = False

    def begin(self) -> None:
        """Raises OSError."""
        if not self.begun and self.path.is_file():
            self.file.truncate(0)
        self.begun = True

    def write(self, line: bytes) -> None:
        """Raises BadSetting, disk full included."""
        try:
            self.begin()
            # Without a buffer a write may take a part only: the last one before a disk is full.
            while line:
                line = line[self.file.write(line) :]
        except OSError as error:
            raise BadSetting(f"cannot write {self.path}: {error.strerror}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """`file`: results go there and not to stdout. `copy`: every JSON line goes there too. A list is
    written as `csv`, or with the chosen `columns` alone (titles in any case; (): all)."""

    json: bool
    quiet: bool
    csv: bool = False
    columns: tuple[str, ...] = ()
    file: ResultFile | None = None
    copy: ResultFile | None = None

    def line(self, line: Line) -> None:
        """One JSON line, flushed, so that a reader gets it immediately."""
        encoded = _encoded(line)
        if self.file is not None:
            self.file.write(encoded)
        else:
            sys.stdout.buffer.write(encoded)
            sys.stdout.buffer.flush()

    def lines(self, lines: Iterable[Line]) -> None:
        """Each of these JSON lines."""
        for line in lines:
            self.line(line)

    def show(self, line: Line, text: str) -> None:
        """A result: the line with --json, else the text, on stdout."""
        if self.json:
            self.line(line)
        else:
            self.text(text)

    def done(self, line: Line, text: str) -> None:
        """What was done: the line with --json, else the text as a message."""
        if self.json:
            self.line(line)
        else:
            self.say(text)

    def rows(
        self,
        lines: Iterable[Line],
        titles: Sequence[str],
        rows: Iterable[Sequence[object]],
        none: str = "",
        *,
        short: bool = True,
    ) -> None:
        """A list: the lines with --json, else a table, or the message `none` where there are no rows. Only
        one of `lines` and `rows` is read. `short` as in `table`."""
        if self.json:
            self.lines(lines)
        elif self.csv:
            self._csv(titles, rows)
        elif cells := list(rows):
            self.table(titles, cells, short=short)
        elif none:
            self.say(none)

    def copy_line(self, line: Line) -> None:
        """One JSON line in the file beside, if one was asked for."""
        if self.copy is not None:
            self.copy.write(_encoded(line))

    def text(self, text: str) -> None:
        """One line of text on stdout."""
        if self.file is not None:
            self.file.write((printable(text) + "\n").encode())
            return
        sys.stdout.write(printable(text) + "\n")
        sys.stdout.flush()

    def lines_of(self, text: str) -> None:
        """Several lines of text on stdout: only line feeds part them, all else is escaped as in one."""
        for line in text.replace("\r\n", "\n").split("\n"):
            self.text(line)

    def facts(self, line: Line) -> None:
        """A JSON line; without --json what it says, one name and value in each line of text."""
        if self.json:
            self.line(line)
            return
        for name, value in line.items():
            if name != "type" and value not in ("", None):
                self.text(f"{name.replace('_', ' '):<9} {_fact(value)}")

    def raw(self, content: bytes) -> None:
        """A whole file on stdout; its writer has made it safe to show."""
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()

    def say(self, text: str) -> None:
        """A message on stderr, unless --quiet."""
        if not self.quiet:
            sys.stderr.write(printable(text) + "\n")
            sys.stderr.flush()

    def hint(self, text: str) -> None:
        """A hint on stderr; not with --json."""
        if not self.json:
            self.say(text)

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[object]], *, short: bool = False) -> None:
        """A plain table on stdout, wide as the terminal is; as wide as it needs to be in a pipe or a file, so
        that a row stays one line there. Addresses and ids are never broken: they are copied from here. A
        column without any text is left out. `short`: a row is one line on a terminal too, and what has no
        room ends with an ellipsis."""
        cells = [[printable(str(cell)) for cell in row] for row in rows]
        shown = self._chosen(titles) or [
            index for index in range(len(titles)) if any(row[index] for row in cells)
        ]
        piped = not sys.stdout.isatty() and "COLUMNS" not in os.environ
        if piped and (lines := _table.as_lines([titles, *cells], shown)):
            # A hundred times as fast, where no cell needs more than one line.
            sys.stdout.write("\n".join(lines) + "\n")
            return
        width = _table.PIPE_WIDTH if piped else _table.terminal_width()
        if short and not piped and not self.columns:
            shown, hidden = _table.with_room(titles, cells, shown, width)
            if hidden:
                self.hint(f"no room for {', '.join(hidden)} (--columns, --format csv, or a wider terminal)")
        _table.draw(titles, cells, shown, width, cut=short and not piped)

    def _csv(self, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        from leftopen.present.csv_cell import csv_cell

        shown = self._chosen(titles) or range(len(titles))
        written = csv.writer(sys.stdout, lineterminator="\n")
        written.writerow([titles[index] for index in shown])
        written.writerows([csv_cell(printable(str(row[index]))) for index in shown] for row in rows)
        sys.stdout.flush()

    def _chosen(self, titles: Sequence[str]) -> list[int]:
        """The indexes of the chosen columns, in the order chosen; [] for all. Raises BadSetting."""
        known = {title.lower(): index for index, title in enumerate(titles) if title}
        wrong = next((name for name in self.columns if name.lower() not in known), None)
        if wrong is not None:
            raise BadSetting(f"--columns: there is no column {wrong!r}; use {', '.join(known)}")
        return [known[name.lower()] for name in self.columns]


def _fact(value: Json) -> str:
    """A value of a JSON line for a person: yes or no, `2026-11-27 22:40:05 UTC`, a list with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    return f"{text[:10]} {text[11:19]} UTC" if _TIME.fullmatch(text) else text


def _encoded(line: Line) -> bytes:
    import msgspec

    return msgspec.json.encode(line).decode().translate(_ESCAPED).encode() + b"\n"


@contextmanager
def open_files(
    out: Output, results: Path | None, lines: Path | None, *, targets: Path | None = None
) -> Iterator[Output]:
    """`out` with its results in the file `results`, and every JSON line also in the file `lines`. An existing
    file is replaced. Raises BadSetting if a file cannot be opened, or is the file of `targets`."""
    for path in (results, lines):
        if path is not None and targets is not None and path.resolve() == targets.resolve():
            raise BadSetting(f"{path} is the file of targets; write the results to another file")
    if results is not None and lines is not None and results.resolve() == lines.resolve():
        raise BadSetting(f"-o and -oJ name the same file: {results}")
    with ExitStack() as opened:
        files = [opened.enter_context(_opened(path)) if path else None for path in (results, lines)]
        yield replace(out, file=files[0], copy=files[1])
    for file in files:
        if file is not None:
            out.hint(f"results written to {file.path}")


@contextmanager
def _opened(path: Path) -> Iterator[ResultFile]:
    from leftopen.service.workspace.write_file import for_the_owner

    try:
        is_new = not path.exists()
        file = open(path, "ab", buffering=0, opener=for_the_owner)  # noqa: SIM115 — closed below
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BadSetting(f"cannot write {path}: {why}") from None
    found = ResultFile(path=path, file=file)
    with file:
        try:
            yield found
            found.begin()
        finally:
            if is_new and not found.begun:
                path.unlink(missing_ok=True)
