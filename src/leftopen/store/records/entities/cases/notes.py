"""Users' notes on cases."""

from __future__ import annotations

from sqlalchemy import Index

from leftopen.model.user import Note
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

notes = Table(
    "notes",
    Note,
    column("id", key=True),
    column("case_id", "case"),
    column("created", "at"),
    Index("notes_case_id", "case_id", "created"),
    order="created id",
    skips=True,
)


class Notes(Reader[Note]):
    """All notes of this data folder, oldest first."""

    table = notes

    def of(self, case: str) -> list[Note]:
        """All of one case, oldest first."""
        return self._list(notes.c.case_id == case)


class NoteWriter(Writer[Note]):
    """Adds notes."""

    table = notes
