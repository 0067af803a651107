"""What reviewers said about hits and about documents called clean: at most one of each person about each
subject."""

from __future__ import annotations

import builtins

from leftopen.model.judgement import Judgement, JudgementKind
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

judgements = Table(
    "judgements",
    Judgement,
    column("kind", key=True),
    column("subject", key=True),
    column("by", key=True),
    column("at"),
    order="at subject by",
)


class Judgements(Reader[Judgement]):
    """All judgements of this data folder, oldest first."""

    table = judgements

    def of_kind(self, kind: JudgementKind) -> builtins.list[Judgement]:
        """The oldest first."""
        return self._list(judgements.c.kind == kind.value)


class JudgementWriter(Writer[Judgement]):
    """`put` replaces what the same person said of the same subject before."""

    table = judgements
