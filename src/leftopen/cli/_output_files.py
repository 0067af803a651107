"""The files of `-o` and `-oJ`: each result is written as it comes, so that a stopped scan keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from leftopen.cli._output import Output
from leftopen.errors import BadSetting


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


@contextmanager
def writing(
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
        yield replace(out, file=files[0], lines=files[1])
    for file in files:
        if file is not None:
            out.hint(f"results written to {file.path}")


@contextmanager
def _opened(path: Path) -> Iterator[ResultFile]:
    from leftopen.service.write_file import for_the_owner

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
