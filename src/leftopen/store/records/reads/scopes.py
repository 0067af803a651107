"""Reads the scope: the authorisations and denials that users recorded."""

from __future__ import annotations

import builtins

from sqlalchemy import select

from leftopen.model.scope import ScopeRecord
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import scopes


class Scopes:
    """The records of the scope. The caller writes additions and removals to the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> builtins.list[ScopeRecord]:
        """All, oldest first."""
        query = select(scopes.c.record).order_by(scopes.c.added, scopes.c.id)
        with self._database.read() as connection:
            return [unpacked(text, ScopeRecord) for text in connection.scalars(query)]
