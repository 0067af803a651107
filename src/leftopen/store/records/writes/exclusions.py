"""Stores the exclusions from reports and messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, insert, select

from leftopen.model.exclusion import Exclusion
from leftopen.present import timestamps
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.id_prefix import full_id
from leftopen.store.records.tables import exclusions


class ExclusionWriter:
    """Writes the exclusions. The caller writes additions and removals to the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, some: Sequence[Exclusion]) -> list[tuple[Exclusion, bool]]:
        """Adds all of them or none, without those whose like exists: a form that is sent twice makes one.
        Returns those that are stored now, and whether each is new."""
        found: list[tuple[Exclusion, bool]] = []
        with self._database.write() as connection:
            known = [unpacked(text, Exclusion) for text in connection.scalars(select(exclusions.c.record))]
            for one in some:
                like = next((other for other in known if _same(one, other)), None)
                found.append((like or one, like is None))
                if like is not None:
                    continue
                known.append(one)
                row = {"id": one.id, "added": timestamps.format_utc(one.added), "record": packed(one)}
                connection.execute(insert(exclusions).values(row))
        return found

    def remove(self, prefix: str) -> Exclusion:
        """Deletes one and returns it. Raises NotFound."""
        with self._database.write() as connection:
            own = exclusions.c.id == full_id(connection, exclusions, prefix, "exclusion")
            found = unpacked(connection.scalars(select(exclusions.c.record).where(own)).one(), Exclusion)
            connection.execute(delete(exclusions).where(own))
            return found


def _same(one: Exclusion, other: Exclusion) -> bool:
    """Equal except for the time of recording?"""
    return replace(one, id=other.id, added=other.added) == other
