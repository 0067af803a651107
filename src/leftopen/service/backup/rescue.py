"""Makes a data folder that cannot be written usable for a moment, as a copy."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from leftopen.errors import StoreFailed
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.engine import spawn

PREFIX = ".leftopen-copy-"
LEAVES_S = 10.0
_NOT_COPIED = shutil.ignore_patterns("*.sock", "*.lock")


@contextmanager
def writable(workspace: Workspace, beside: Path) -> Iterator[Workspace]:
    """The workspace itself; where its folder is read-only, that of a copy in the folder `beside`, which is
    removed at the end. Raises StoreFailed: no room, or another process still writes to the folder."""
    if not workspace.store.records.database.refusal:
        yield workspace
        return
    if spawn.is_running(workspace.data):
        raise StoreFailed(
            f"{workspace.data} is read-only here, but its engine runs: run the backup where it can be written"
        )
    with _folder(beside) as folder:
        data = folder / "data"
        try:
            shutil.copytree(workspace.data, data, symlinks=True, ignore=_NOT_COPIED)
            _open_up(data)
        except (OSError, shutil.Error) as error:
            raise StoreFailed(f"cannot copy {workspace.data} to {beside}: {_why(error)}") from None
        live = workspace.live
        with open_workspace(data, live.flags, environ=live.environ, clock=workspace.clock) as copy:
            try:
                yield copy
            finally:
                _end_engine(data)


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    try:
        made = tempfile.TemporaryDirectory(prefix=PREFIX, dir=beside, ignore_cleanup_errors=True)
    except OSError as error:
        raise StoreFailed(f"cannot write to {beside}: {error.strerror}") from None
    with made as folder:
        yield Path(folder)


def _open_up(data: Path) -> None:
    """A folder may be read-only by its mode."""
    for path in (data, *data.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | stat.S_IWUSR)


def _end_engine(data: Path) -> None:
    """It ends when its socket is gone."""
    with suppress(FileNotFoundError):
        os.unlink(data / spawn.SOCKET)
    end = time.monotonic() + LEAVES_S
    while spawn.is_running(data) and time.monotonic() < end:
        time.sleep(0.05)


def _why(error: Exception) -> str:
    """`copytree` gathers what failed."""
    first = error.args[0][0][-1] if isinstance(error, shutil.Error) and error.args[0] else error
    return str(getattr(first, "strerror", None) or first)
