"""Writes a requested file whole, or raises one clear error; names our own file that could not be written."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from leftopen.errors import BadSetting, StoreFailed


def write_named(file: Path, content: bytes) -> Path:
    """A file that a user named, as `write`; but its folder must exist: a name with a mistake in it makes no
    folders. Raises BadSetting."""
    if not file.parent.is_dir():
        raise BadSetting(f"cannot write {file}: folder {file.parent} does not exist")
    return write(file, content)


def write(file: Path, content: bytes) -> Path:
    """As a file that only its owner can read (0600); one that exists keeps its mode. Creates the folder
    (0700) where there is none. Of concurrent writers one wins, with a whole file; a symbolic link stays.
    Raises BadSetting, disk full included."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = file.resolve()
        if target.exists() and not target.is_file():
            # Such as /dev/stdout, which can't be replaced.
            target.write_bytes(content)
        else:
            _replace(target, content)
    except (OSError, ValueError, RuntimeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BadSetting(f"cannot write {file}: {why}") from None
    return file


def for_the_owner(path: str, flags: int) -> int:
    """An `opener` for `open`: a file that it makes can be read by its owner only (0600)."""
    return os.open(path, flags, 0o600)


def _replace(file: Path, content: bytes) -> None:
    """An existing file keeps its mode. Raises OSError."""
    before = stat.S_IMODE(file.stat().st_mode) if file.exists() else None
    beside = file.with_name(f".leftopen-{secrets.token_hex(8)}")
    try:
        with open(beside, "xb", opener=for_the_owner) as out:
            if before is not None:
                os.fchmod(out.fileno(), before)
            out.write(content)
        os.replace(beside, file)
    finally:
        with suppress(OSError):
            beside.unlink()


@contextmanager
def on_disk(file: str) -> Iterator[None]:
    """One clear line for a failed write; `file` is its name as the user knows it. Raises StoreFailed."""
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"cannot write {file}: {error.strerror}") from None
