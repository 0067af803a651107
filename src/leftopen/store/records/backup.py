"""Copies the records beside themselves before a migration renames what is stored."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
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
    _sync(part)
    part.replace(made)
    _sync(made.parent)
    return f"backup of the records before their update to version {version}: {made}"


def on_stderr(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"leftopen: {printable(text)}\n")
    sys.stderr.flush()


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # One file, without the write-ahead log of the original.
        new.execute("PRAGMA journal_mode = DELETE")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
