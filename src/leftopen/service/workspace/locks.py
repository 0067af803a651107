"""Locks a scan or an import to one process at a time, by its lock file; the lock ends with the process."""

from __future__ import annotations

import asyncio
import fcntl
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from leftopen.errors import StoreFailed

FOLDER = "scans"


@contextmanager
def try_lock(data: Path, scan: str) -> Iterator[bool]:
    """True for the length of the `with` if no other process holds the lock. It ends with the process; its
    file goes with the `with`, and stays where the process was killed. Raises StoreFailed when the file can't
    be made."""
    file = data / FOLDER / f"{scan}.lock"
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        handle, mine = _taken(file)
    except OSError as error:
        raise StoreFailed(f"cannot create the scan lock in {file.parent}: {error.strerror}") from None
    lives = True
    try:
        yield mine
    except BaseException as error:
        # Of a process that ends now, the file is the proof.
        lives = isinstance(error, (Exception, asyncio.CancelledError))
        raise
    finally:
        # Only while it is held: who has opened it sees that it is gone, and opens the next one.
        if mine and lives:
            with suppress(OSError):
                file.unlink()
        os.close(handle)


def remove_lock(data: Path, scan: str) -> None:
    """Removes the file of one who was killed; a lock that is held stays. Raises StoreFailed."""
    with try_lock(data, scan):
        pass


def remove_unheld(data: Path, older: timedelta, but: str) -> int:
    """Removes the files that nobody holds, not changed for so long, whose names do not begin with `but`.
    Returns their number. Raises StoreFailed."""
    before = time.time() - older.total_seconds()
    # The time of an empty file is when it was made; a lock that is held is left alone, whatever a clock says.
    old = [
        file.stem
        for file in (data / FOLDER).glob("*.lock")
        if not file.name.startswith(but) and _changed(file) < before and not is_locked(data, file.stem)
    ]
    for name in old:
        remove_lock(data, name)
    return len(old)


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def is_locked(data: Path, scan: str) -> bool:
    """Does a process hold the lock now? Creates no file. Raises StoreFailed when it can't be read."""
    return _free(data, scan) is False


def is_abandoned(data: Path, scan: str) -> bool:
    """Is it proved that the holder died? Its file is there and no process holds the lock. A holder that lives
    removes its file, so that a missing one proves nothing. Raises StoreFailed when it can't be read."""
    return _free(data, scan) is True


def _free(data: Path, scan: str) -> bool | None:
    """None without a file."""
    try:
        handle = os.open(data / FOLDER / f"{scan}.lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreFailed(f"cannot read the scan lock in {data / FOLDER}: {error.strerror}") from None
    try:
        free = _locked(handle)
        # A holder that lived removed it meanwhile: that proves nothing.
        return free if not free or _is_at(handle, data / FOLDER / f"{scan}.lock") else None
    finally:
        os.close(handle)


def _taken(file: Path) -> tuple[int, bool]:
    """The open file, and whether its lock is ours. Raises OSError."""
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        mine = _locked(handle)
        if not mine or _is_at(handle, file):
            return handle, mine
        os.close(handle)


def _is_at(handle: int, file: Path) -> bool:
    """Is the open file still the one of that name?"""
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
