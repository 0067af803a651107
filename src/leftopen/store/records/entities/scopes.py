"""The scope: the authorisations and denials that users recorded."""

from __future__ import annotations

from dataclasses import replace

from leftopen.model.scope import ScopeRecord
from leftopen.store.records import dialect
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

scopes = Table(
    "scopes", ScopeRecord, column("id", key=True), column("added"), order="added id", noun="scope record",
    prefix=True,
)  # fmt: skip


class Scopes(Reader[ScopeRecord]):
    """The records of the scope, oldest first."""

    table = scopes


class ScopeWriter(Writer[ScopeRecord]):
    """Changes the records of the scope. The caller writes additions and removals to the audit log."""

    table = scopes

    def add(self, record: ScopeRecord) -> bool:
        """The same id again replaces it. False, and nothing is changed, when a record with the same content
        exists: a form that is sent twice makes one record, which can be removed."""
        target = dialect.json_text("record", "target") == record.target
        with self.write() as connection:
            if any(_same(one, record) for one in scopes.list(connection, scopes.c.id != record.id, target)):
                return False
            scopes.put(connection, record)
            return True

    def answer_for(self, id: str, by: str) -> bool:
        """`by` answers for the contact of the record. False when it was removed, or somebody does already."""
        with self.write() as connection:
            record = scopes.find(connection, id)
            if record is None or record.contact_by:
                return False
            return scopes.store(connection, replace(record, contact_by=by))

    def remove(self, prefix: str) -> ScopeRecord:
        """Deletes a record and returns it. Raises NotFound."""
        with self.write() as connection:
            return scopes.take(connection, prefix)


def _same(one: ScopeRecord, other: ScopeRecord) -> bool:
    """Equal except for the time of recording, and for who recorded it?"""
    return replace(one, id=other.id, added=other.added, contact_by=other.contact_by) == other
