"""Reads and replaces the table's file in the data folder, as a whole."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leftopen.errors import BadRanges, StoreFailed
from leftopen.places.build import empty
from leftopen.places.table import Table, decode, encode

NAME, LOCK = "table", "lock"


def load(folder: Path) -> Table:
    """The folder's table; an empty one where there is none. Raises StoreFailed in one clear line."""
    path = folder / NAME
    try:
        return decode(path.read_bytes())
    except FileNotFoundError:
        return empty()
    except OSError as error:
        raise StoreFailed(f"cannot read {path}: {error.strerror}") from None
    except BadRanges as error:
        raise StoreFailed(f"{path}: {error}; delete it and import the ranges again") from None


def save(folder: Path, table: Table) -> None:
    """Written to a temporary file and renamed: a reader sees the old one or the new one."""
    aside = folder / f"{NAME}.{os.getpid()}"
    try:
        with open(aside, "wb", opener=_for_the_owner) as file:
            file.write(encode(table))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / NAME)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise StoreFailed(f"cannot write {folder / NAME}: {error.strerror}") from None


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """One change at a time, across processes. Creates the folder."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(folder / LOCK, "wb", opener=_for_the_owner) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise StoreFailed(f"cannot use {folder}: {error.strerror}") from None
