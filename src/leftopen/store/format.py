"""Checks the number of the data folder's layout: an older program must not write into a newer folder."""

from __future__ import annotations

import secrets
import stat
from pathlib import Path

from leftopen.errors import StoreFailed, StoreTooNew
from leftopen.store import permissions

CURRENT = 1
NAME = "format"
WHAT = "the data folder"
RESTORING = "restoring"
"""The file that is there while a backup is restored."""


def check(data: Path) -> None:
    """Creates the folder (0700) when there is none. Raises StoreTooNew for a newer one, StoreFailed for one
    that can't be made or whose `format` can't be read, and UnsafeFolder for one that other users can write
    to."""
    permissions.check(WHAT, data)
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Check again: another process may have created a different one first.
        permissions.check(WHAT, data)
        if (data / RESTORING).exists():
            raise StoreFailed(f"a restore into {data} did not finish: run leftopen restore again")
        found = _read(data / NAME)
        if found is None:
            write(data)
    except OSError as error:
        raise StoreFailed(f"cannot use the data folder {data}: {error.strerror}") from None
    if found is not None and found > CURRENT:
        raise StoreTooNew(
            f"data folder {data} has format {found}, newer than this leftopen ({CURRENT}): update leftopen"
        )


def is_data_folder(folder: Path) -> bool:
    """Did leftopen, of any format, create it? Raises OSError for an unreadable folder."""
    try:
        return stat.S_ISREG((folder / NAME).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _read(path: Path) -> int | None:
    try:
        with path.open("rb") as file:
            text = file.read(20).strip()
    except FileNotFoundError:
        return None
    if not (text.isdigit() and text.isascii()):
        raise StoreFailed(f"{path} does not contain a number; this may not be a leftopen data folder")
    return int(text)


def write(data: Path) -> None:
    """Makes it a data folder. Raises OSError."""
    # Written to a temporary file and renamed, so that a process killed here leaves no empty file behind; its
    # name is random, because two threads may open a new folder at once.
    aside = data / f"{NAME}.{secrets.token_hex(4)}"
    aside.touch(mode=0o600)
    aside.write_text(f"{CURRENT}\n")
    aside.replace(data / NAME)
