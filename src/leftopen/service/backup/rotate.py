"""Rotation: backups in one folder, named by their time; the oldest go when a new one is whole.

A name has the id of the data folder: another installation's backups in the same folder, and files that a
person made, are never removed.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from leftopen.errors import LeftopenError, StoreFailed
from leftopen.service.backup.make import BackupSummary, ProgressCallback, back_up
from leftopen.service.backup.restore import check
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """`removed`: the older files that are gone. `same_disk`: a broken disk takes the backups too."""

    made: BackupSummary
    removed: tuple[Path, ...]
    same_disk: bool


def rotate(
    workspace: Workspace, folder: Path, keep: int, progress: ProgressCallback, *, with_keys: bool = False
) -> Rotated:
    """Makes FOLDER/leftopen-ID-TIME.backup, reads it back, then removes all but the newest `keep` of this
    data folder, and never the new one. Raises LeftopenError; then nothing was removed."""
    folder = folder.absolute()
    if not folder.is_dir():
        raise LeftopenError(f"{folder} is not a folder: --keep needs an existing folder")
    own = keys.folder_id(workspace.data)[:8]
    file = folder / f"leftopen-{own}-{workspace.clock():%Y%m%dT%H%M%SZ}.backup"
    made = back_up(workspace, file, progress, with_keys=with_keys)
    check(file)
    try:
        older = [name for name in _own_names(folder, own) if name != file.name]
        removed = tuple(folder / name for name in older[: max(0, len(older) + 1 - keep)])
        for old in removed:
            old.unlink(missing_ok=True)
        same = folder.stat().st_dev == workspace.data.stat().st_dev
    except OSError as error:
        raise StoreFailed(f"cannot remove old backups from {folder}: {error.strerror}") from None
    return Rotated(made=made, removed=removed, same_disk=same)


def _own_names(folder: Path, own: str) -> list[str]:
    """The oldest first, by the times in their names."""
    name = re.compile(rf"leftopen-{own}-[0-9]{{8}}T[0-9]{{6}}Z\.backup")
    with os.scandir(folder) as entries:
        return sorted(
            entry.name
            for entry in entries
            if name.fullmatch(entry.name) and stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
        )
