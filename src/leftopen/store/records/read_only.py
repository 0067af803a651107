"""Opens records that stay as they are: on a disk that cannot be written, or of an older version.

Records of an older version are read as a copy that is brought up to date in a temporary folder, so that
looking at a folder never changes it. SQLite's `immutable` reads no write-ahead log and takes no lock: it is
used only where there is no log, which every process that could write would have made.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

from sqlalchemy import Connection

from leftopen.errors import StoreFailed
from leftopen.store.records import backup
from leftopen.store.records.database import Database

UPGRADE = "to update it: leftopen upgrade"


def why_not(data: Path, file: Path) -> str:
    """Why nothing can be written there, '' where it can, or where nothing is there yet."""
    if all(os.access(one, os.W_OK) or not os.access(one, os.F_OK) for one in (data, file)):
        return ""
    mounted = os.statvfs(data).f_flag & os.ST_RDONLY
    cause = "its disk is mounted read-only" if mounted else "this user may not write to it"
    return f"the data folder {data} is read-only ({cause})"


class ReadOnlyDatabase(Database):
    """`refusal` is what a writer is told. What `held` holds is released at `close`."""

    def __init__(self, file: Path, refusal: str, held: ExitStack | None = None) -> None:
        self.refusal, self._held = refusal, held or ExitStack()
        self._log = file.with_name(f"{file.name}-wal")
        self._immutable = not _size(self._log)
        super().__init__(file, query={"immutable": "1"} if self._immutable else {"mode": "ro"})

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with super().read() as connection:
            yield connection
        if self._immutable and _size(self._log):
            raise StoreFailed("another process wrote to the records while they were read; try again")

    def write(self) -> NoReturn:
        raise StoreFailed(self.refusal)

    def bare(self) -> NoReturn:
        raise StoreFailed(self.refusal)

    def close(self) -> None:
        super().close()
        self._held.close()


def updated_copy(
    file: Path, version: str, newest: str, refusal: str, migrate: Callable[[Database], None]
) -> ReadOnlyDatabase:
    """A copy of the records in a temporary folder of this user, brought up to date by `migrate`; the folder
    is removed at `close`. Raises StoreFailed."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="leftopen-"))
            copy = Path(folder) / file.name
            with backup.pin_records(file, immutable=not _size(file.with_name(f"{file.name}-wal"))) as source:
                backup.copy_pinned(source, copy, lambda done, total: None)
        except OSError as error:
            raise StoreFailed(
                f"the records have version {version}, and there is no room for a copy of version {newest} "
                f"(TMPDIR names another place): {error.strerror}; {UPGRADE}"
            ) from None
        database = Database(copy)
        try:
            migrate(database)
        finally:
            database.close()
        return ReadOnlyDatabase(copy, refusal, stack.pop_all())


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
