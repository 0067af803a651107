"""Reads what reviewers said about hits and about documents called clean."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.judgement import Judgement, JudgementKind
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import judgements


class Judgements:
    """At most one of each person about each subject."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, kind: JudgementKind) -> builtins.list[Judgement]:
        """The oldest first."""
        query = (
            select(judgements.c.record)
            .where(judgements.c.kind == kind.value)
            .order_by(judgements.c.at, judgements.c.subject, judgements.c.by)
        )
        with self._database.read() as connection:
            return [unpacked(text, Judgement) for text in connection.scalars(query)]
