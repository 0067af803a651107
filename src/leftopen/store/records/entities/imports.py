"""Imports and their progress."""

from __future__ import annotations

import builtins

from sqlalchemy import Index

from leftopen.model.import_record import ImportRecord
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

imports = Table(
    "imports",
    ImportRecord,
    column("id", key=True),
    column("digest"),
    column("started"),
    column("state"),
    Index("imports_digest", "digest"),
    order="-started id",
    noun="import",
    skips=True,
)


class Imports(Reader[ImportRecord]):
    """All imports of this data folder, newest first."""

    table = imports

    def of(self, digest: str) -> builtins.list[ImportRecord]:
        """All imports of a file's content, oldest first."""
        return self._list(imports.c.digest == digest, order=[imports.c.started])


class ImportRecordWriter(Writer[ImportRecord]):
    """Changes the imports of this data folder. In an import, everything before its `offset` is stored."""

    table = imports
