"""Stores what reviewers said about hits and about documents called clean."""

from __future__ import annotations

from sqlalchemy import delete, insert

from leftopen.model.judgement import Judgement
from leftopen.present.timestamps import format_utc
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.tables import judgements


class JudgementWriter:
    """One row for each person and subject."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, judgement: Judgement) -> None:
        """In place of what the same person said of it before."""
        row = {
            "kind": judgement.kind.value,
            "subject": judgement.subject,
            "by": judgement.by,
            "at": format_utc(judgement.at),
            "record": packed(judgement),
        }
        own = (
            (judgements.c.kind == row["kind"])
            & (judgements.c.subject == row["subject"])
            & (judgements.c.by == row["by"])
        )
        with self._database.write() as connection:
            connection.execute(delete(judgements).where(own))
            connection.execute(insert(judgements).values(row))
