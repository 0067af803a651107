"""Stores the findings that wait for a person's decision, and the decisions that they are meant to be open."""

from __future__ import annotations

from sqlalchemy import delete, insert

from leftopen.model.review import Review
from leftopen.present.timestamps import format_utc
from leftopen.store.records.codec import packed
from leftopen.store.records.database import Database
from leftopen.store.records.tables import reviews


class ReviewWriter:
    """One row for each finding."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, review: Review) -> None:
        """Stores it in place of the earlier one of the same finding."""
        row = {
            "id": review.id,
            "service": review.finding.judged.service,
            "last_seen": format_utc(review.last_seen),
            "record": packed(review),
        }
        with self._database.write() as connection:
            connection.execute(delete(reviews).where(reviews.c.id == review.id))
            connection.execute(insert(reviews).values(row))

    def remove(self, finding: str) -> None:
        """A case of it exists from now on."""
        with self._database.write() as connection:
            connection.execute(delete(reviews).where(reviews.c.id == finding))
