"""Locks a scan or an import to one process at a time, by its lock file; the lock ends with the process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from leftopen.errors import StoreFailed

FOLDER = "scans"


@contextmanager
def try_lock(data: Path, scan: str) -> Iterator[bool]:
    """True for the length of the `with` if no other process holds the lock. It ends with the process. Raises
    StoreFailed when the file can't be made."""
    folder = data / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(folder / f"{scan}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreFailed(f"cannot create the scan lock in {folder}: {error.strerror}") from None
    try:
        yield _locked(handle)
    finally:
        os.close(handle)


def remove_lock(data: Path, scan: str) -> None:
    """Removes the lock file of one who will not come again. Only its holder calls this."""
    with suppress(OSError):
        (data / FOLDER / f"{scan}.lock").unlink()


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
        return _locked(handle)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
