"""Exclusions from reports and messages; the denials belong to the scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from leftopen.model.exclusion import Exclusion
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

exclusions = Table(
    "exclusions", Exclusion, column("id", key=True), column("added"), order="added id", noun="exclusion",
    prefix=True,
)  # fmt: skip


class Exclusions(Reader[Exclusion]):
    """All exclusions of this data folder, oldest first; also those that have ended."""

    table = exclusions


class ExclusionWriter(Writer[Exclusion]):
    """Changes the exclusions. The caller writes additions and removals to the audit log."""

    table = exclusions

    def add(self, wanted: Sequence[Exclusion]) -> list[tuple[Exclusion, bool]]:
        """Adds all of them or none, without those whose like exists: a form that is sent twice makes one.
        Returns those that are stored now, and whether each is new."""
        found: list[tuple[Exclusion, bool]] = []
        with self.write() as connection:
            known = exclusions.list(connection)
            for one in wanted:
                like = next((other for other in known if _same(one, other)), None)
                found.append((like or one, like is None))
                if like is None:
                    known.append(one)
                    exclusions.add(connection, one)
        return found

    def remove(self, prefix: str) -> Exclusion:
        """Deletes one and returns it. Raises NotFound."""
        with self.write() as connection:
            return exclusions.take(connection, prefix)


def _same(one: Exclusion, other: Exclusion) -> bool:
    """Equal except for the time of recording?"""
    return replace(one, id=other.id, added=other.added) == other
