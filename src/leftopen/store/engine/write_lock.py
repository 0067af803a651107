"""Locks the tables of a data folder, so that only one process at a time writes a batch.

A batch first reads what is known, then writes what is new. Two batches at once would both find the same rows
new, and store them twice.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leftopen.errors import StoreFailed

LOCK = "writing.lock"


@contextmanager
def write_lock(data: Path) -> Iterator[None]:
    """Waits for the lock. It ends with the process. Raises StoreFailed when its file can't be made."""
    try:
        handle = os.open(data / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreFailed(f"cannot create {data / LOCK}: {error.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
