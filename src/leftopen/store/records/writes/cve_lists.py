"""Replaces and removes lists of CVEs."""

from __future__ import annotations

from sqlalchemy import delete, insert

from leftopen.model.cve_list import CveList, StoredCveList
from leftopen.store.records.database import Database
from leftopen.store.records.tables import cve_facts, cve_lists


class CveListWriter:
    """Writes the lists of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, read: CveList, imported: str) -> StoredCveList:
        """In place of the list of that name, if there is one."""
        stored = StoredCveList(
            name=read.name, title=read.title, dated=read.dated, rows=len(read.facts), imported=imported
        )
        rows = [
            {"list": read.name, "cve": one.cve, "epss": one.epss, "kev_added": one.kev_added}
            | {"ransomware": int(one.ransomware)}
            for one in read.facts.values()
        ]
        row = {"name": stored.name, "title": stored.title, "dated": stored.dated}
        with self._database.write() as connection:
            connection.execute(delete(cve_facts).where(cve_facts.c.list == read.name))
            connection.execute(delete(cve_lists).where(cve_lists.c.name == read.name))
            connection.execute(insert(cve_facts), rows)
            connection.execute(insert(cve_lists).values(row | {"rows": stored.rows, "imported": imported}))
        return stored

    def remove(self, name: str) -> bool:
        """False where there was none."""
        with self._database.write() as connection:
            connection.execute(delete(cve_facts).where(cve_facts.c.list == name))
            gone = connection.execute(delete(cve_lists).where(cve_lists.c.name == name))
            return bool(gone.rowcount)
