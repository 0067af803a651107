"""Keeps compiled sets of patterns in the user's cache folder: to compile the large ones takes seconds, to
read them a millisecond.

A file that somebody else may have written is not read. Whatever fails here costs only the time to compile.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import platformdirs

MOST = 12
"""Files that are kept: those of other versions go, the oldest first."""
LARGEST = 64 * 1024 * 1024
FAILS = (OSError, RuntimeError)
"""Also where nobody can say which folder is the user's home."""
_ENDING = ".patterns"


def folder() -> Path:
    """`~/.cache/leftopen` on Linux."""
    return platformdirs.user_cache_path("leftopen")


def load(name: str) -> bytes | None:
    """What was stored under that name; None where there is nothing, or nothing of ours."""
    try:
        with (folder() / f"{name}{_ENDING}").open("rb") as file:
            about = os.fstat(file.fileno())
            ours = about.st_uid == os.getuid() and not about.st_mode & 0o022
            return file.read(LARGEST) if ours and about.st_size <= LARGEST else None
    except FAILS:
        return None


def store(name: str, data: bytes) -> None:
    """Whole or not at all. Where the folder can't be written nothing is kept."""
    with contextlib.suppress(*FAILS):
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder(), prefix=name, suffix=".new", delete=False) as file:
            file.write(data)
        Path(file.name).replace(folder() / f"{name}{_ENDING}")
        _forget_old()


def _forget_old() -> None:
    files = sorted(folder().glob(f"*{_ENDING}"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[MOST:]:
        file.unlink(missing_ok=True)
