"""The records in one SQLite file: scope, scans, imports, cases and their events, evidence, notices, the audit
log, and the state of the web interface.

Safe to use from several threads, and from several processes on one data folder. Every call is one
transaction, on the disk when it returns. All raise StoreFailed when the database fails.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

from leftopen.cases.signed_heads import Seal
from leftopen.store.records import backup
from leftopen.store.records.database import Database
from leftopen.store.records.schema import ready


class Records:
    """The open records of one data folder; close them, or use them in a `with`. The readers of `entities`
    read them, and the writers with `changes` change them."""

    def __init__(self, database: Database, seal: Seal | None = None) -> None:
        self.database, self.seal = database, seal

    @classmethod
    def open(
        cls,
        data: Path,
        seal: Seal | None = None,
        tell: Callable[[str], None] = backup.on_stderr,
        *,
        reading: bool = False,
    ) -> Records:
        """Opens DATA/records.sqlite, creating or updating it as needed; when `reading`, an older one
        stays as it is. With a `seal` its events are signed. `tell` gets one line where an update
        made a backup first, or nothing can be changed. Raises StoreFailed and StoreTooNew."""
        return cls(ready(data, tell, reading=reading), seal)

    def close(self) -> None:
        """Releases the connections; the records can be opened again."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        self.close()
