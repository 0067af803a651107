"""Reads the findings that wait for a person's decision, and the decisions that they are meant to be open."""

from __future__ import annotations

import builtins
from collections.abc import Collection

from sqlalchemy import select

from leftopen.model.review import Review
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.id_prefix import full_id
from leftopen.store.records.tables import reviews


class Reviews:
    """One row for each finding."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, prefix: str) -> Review:
        """The one whose finding's id begins so. Raises NotFound."""
        with self._database.read() as connection:
            whole = full_id(connection, reviews, prefix, "finding to review")
            text = connection.scalars(select(reviews.c.record).where(reviews.c.id == whole)).one()
        return unpacked(text, Review)

    def find(self, finding: str) -> Review | None:
        """The one of exactly that finding."""
        with self._database.read() as connection:
            text = connection.scalars(select(reviews.c.record).where(reviews.c.id == finding)).first()
        return None if text is None else unpacked(text, Review)

    def list(self) -> builtins.list[Review]:
        """All, the last seen first."""
        query = select(reviews.c.record).order_by(reviews.c.last_seen.desc(), reviews.c.id)
        with self._database.read() as connection:
            return [unpacked(text, Review) for text in connection.scalars(query)]

    def of(self, services: Collection[str]) -> builtins.list[Review]:
        """Those of some services."""
        query = select(reviews.c.record).where(reviews.c.service.in_(services))
        with self._database.read() as connection:
            return [unpacked(text, Review) for text in connection.scalars(query)]
