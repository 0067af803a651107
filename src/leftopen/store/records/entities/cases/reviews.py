"""The findings that wait for a person's decision, and the decisions that they are meant to be open."""

from __future__ import annotations

import builtins
from collections.abc import Collection

from sqlalchemy import Index

from leftopen.model.review import Review
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

reviews = Table(
    "reviews",
    Review,
    column("id", key=True),
    column("service", "finding.judged.service"),
    column("last_seen"),
    Index("reviews_service", "service"),
    order="-last_seen id",
    noun="finding to review",
    prefix=True,
)


class Reviews(Reader[Review]):
    """One for each finding, the last seen first; the key is the id of the finding."""

    table = reviews

    def of(self, services: Collection[str]) -> builtins.list[Review]:
        """Those of some services."""
        return self._list(reviews.c.service.in_(services))


class ReviewWriter(Writer[Review]):
    """Changes what waits for a decision."""

    table = reviews

    def remove(self, finding: str) -> None:
        """A case of it exists from now on."""
        with self.write() as connection:
            reviews.remove(connection, reviews.c.id == finding)
