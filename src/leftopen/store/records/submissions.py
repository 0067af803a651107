"""Scans that were asked for over the web interface: the queue, and what became of each."""

from __future__ import annotations

import builtins
from dataclasses import replace

from sqlalchemy import func, insert, select, update

from leftopen.cases import instant
from leftopen.errors import NotFound
from leftopen.model.submission import Status, Submission
from leftopen.store.records.database import Database
from leftopen.store.records.kept import packed, unpacked
from leftopen.store.records.tables import submissions


class Submissions:
    """All submissions of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, submission: Submission, most_waiting: int) -> bool:
        """False, and nothing is stored, when so many wait already."""
        row = {
            "id": submission.id,
            "created": instant.written(submission.created),
            "status": submission.status.value,
            "record": packed(submission),
        }
        waiting = select(func.count()).where(submissions.c.status != Status.DONE.value)
        with self._database.write() as connection:
            if (connection.scalar(waiting) or 0) >= most_waiting:
                return False
            connection.execute(insert(submissions).values(row))
            return True

    def next(self) -> Submission | None:
        """The oldest that is not done; one whose process died before the others."""
        query = (
            select(submissions.c.record)
            .where(submissions.c.status != Status.DONE.value)
            .order_by(submissions.c.status != Status.PROCESSING.value, submissions.c.created)
            .limit(1)
        )
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        return None if text is None else unpacked(text, Submission)

    def moved(self, submission: Submission, status: Status, said: str = "") -> Submission:
        """The same in another status, stored."""
        changed = replace(submission, status=status, said=said)
        row = {"status": status.value, "record": packed(changed)}
        with self._database.write() as connection:
            connection.execute(update(submissions).where(submissions.c.id == submission.id).values(row))
        return changed

    def get(self, id: str) -> Submission:
        """Raises NotFound."""
        query = select(submissions.c.record).where(submissions.c.id == id)
        with self._database.read() as connection:
            text = connection.scalars(query).first()
        if text is None:
            raise NotFound(f"there is no scan {id!r}")
        return unpacked(text, Submission)

    def list(self, limit: int, offset: int) -> tuple[builtins.list[Submission], int]:
        """So many, newest first, and how many there are in all."""
        query = (
            select(submissions.c.record)
            .order_by(submissions.c.created.desc(), submissions.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self._database.read() as connection:
            found = [unpacked(text, Submission) for text in connection.scalars(query)]
            total = connection.scalar(select(func.count()).select_from(submissions)) or 0
        return found, total
