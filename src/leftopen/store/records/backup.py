"""Copies the records: before a migration renames what is stored, and for a backup while others write."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from leftopen.errors import StoreFailed
from leftopen.present.printable import printable


def back_up(file: Path, version: str) -> str:
    """Makes FILE.before-VERSION (0600), on the disk when it returns, and returns one line for the user. An
    earlier one of an interrupted migration is replaced. Raises StoreFailed, and OSError."""
    made = file.with_name(f"{file.name}.before-{version}")
    # Only a finished backup gets the name.
    part = made.with_name(f"{made.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        _copy(file, part)
    except sqlite3.Error as error:
        part.unlink(missing_ok=True)
        raise StoreFailed(f"cannot back up the records to {made}: {error}") from error
    sync(part)
    part.replace(made)
    sync(made.parent)
    return f"backup of the records before their update to version {version}: {made}"


PAGES = 2000
"""Pages that are copied between two reports of the progress."""


@contextmanager
def pin_records(file: Path, *, immutable: bool = False) -> Iterator[sqlite3.Connection]:
    """The records as they are now, for the length of the `with`; others may go on writing, unless they are
    `immutable`. Raises StoreFailed."""
    how = "immutable=1" if immutable else "mode=ro"
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True, timeout=30)) as source:
            # The first read, not the BEGIN, takes the view.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield source
    except sqlite3.Error as error:
        raise StoreFailed(f"cannot read the records {file}: {error}") from error


def copy_pinned(source: sqlite3.Connection, target: Path, progress: Callable[[int, int], None]) -> None:
    """Copies it into a new file (0600); `told` gets the pages done and in all. Raises StoreFailed and
    OSError."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        with closing(sqlite3.connect(target)) as new:
            source.backup(
                new, pages=PAGES, progress=lambda status, left, total: progress(total - left, total)
            )
            new.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreFailed(f"cannot copy the records to {target.parent}: {error}") from error


def on_stderr(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"leftopen: {printable(text)}\n")
    sys.stderr.flush()


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # One file, without the write-ahead log of the original.
        new.execute("PRAGMA journal_mode = DELETE")


def sync(path: Path) -> None:
    """What was written to this file or folder is on the disk when it returns. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
