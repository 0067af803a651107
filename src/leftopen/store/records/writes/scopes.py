"""Stores the scope: the authorisations and denials that users recorded."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, func, insert, select, update

from leftopen.model.scope import ScopeRecord
from leftopen.present import timestamps
from leftopen.store.records.codec import packed, unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.id_prefix import full_id
from leftopen.store.records.tables import scopes


class ScopeWriter:
    """Writes the records of the scope. The caller writes additions and removals to the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, record: ScopeRecord) -> bool:
        """The same id again replaces it. False, and nothing is changed, when a record with the same content
        exists: a form that is sent twice makes one record, which can be removed."""
        row = {"id": record.id, "added": timestamps.format_utc(record.added), "record": packed(record)}
        with self._database.write() as connection:
            target = func.json_extract(scopes.c.record, "$.target") == record.target
            others = connection.scalars(select(scopes.c.record).where(scopes.c.id != record.id, target))
            if any(_same(unpacked(text, ScopeRecord), record) for text in others):
                return False
            connection.execute(delete(scopes).where(scopes.c.id == record.id))
            connection.execute(insert(scopes).values(row))
            return True

    def answer_for(self, id: str, by: str) -> bool:
        """`by` answers for the contact of the record. False when it was removed, or somebody does already."""
        with self._database.write() as connection:
            own = scopes.c.id == id
            text = connection.scalars(select(scopes.c.record).where(own)).first()
            record = None if text is None else unpacked(text, ScopeRecord)
            if record is None or record.contact_by:
                return False
            changed = packed(replace(record, contact_by=by))
            connection.execute(update(scopes).where(own).values(record=changed))
            return True

    def remove(self, prefix: str) -> ScopeRecord:
        """Deletes a record and returns it. Raises NotFound."""
        with self._database.write() as connection:
            own = scopes.c.id == full_id(connection, scopes, prefix, "scope record")
            record = unpacked(connection.scalars(select(scopes.c.record).where(own)).one(), ScopeRecord)
            connection.execute(delete(scopes).where(own))
            return record


def _same(one: ScopeRecord, other: ScopeRecord) -> bool:
    """Equal except for the time of recording, and for who recorded it?"""
    return replace(one, id=other.id, added=other.added, contact_by=other.contact_by) == other
