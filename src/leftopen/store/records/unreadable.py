"""Which stored records cannot be read: a failing disk, or a hand, damaged them."""

from __future__ import annotations

from leftopen.store.records.database import Database
from leftopen.store.records.entities import all_tables
from leftopen.store.records.table import TABLE, Table


def unreadable(database: Database, *, all_of_them: bool = False) -> tuple[str, ...]:
    """Table and key of each record that could not be read since the database was opened, and still can't.
    `all_of_them`: reads every record first. Raises StoreFailed."""
    known = {table for table, _ in database.unreadable}
    with database.read() as connection:
        found = [
            (name, key)
            for name, rows in sorted(all_tables().tables.items())
            if isinstance(table := rows.info.get(TABLE), Table) and (all_of_them or name in known)
            for key in table.unreadable(connection)
        ]
    database.unreadable.intersection_update(found)
    return tuple(f"{name} {key}" for name, key in found)
