"""What the imported lists say about CVEs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Float, Integer, Table, Text, delete, func, insert, select

from leftopen.model.cve_list import CveFacts, CveList, StoredCveList
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.table import metadata, some

cve_facts = Table(
    "cve_facts",
    metadata,
    Column("list", Text, primary_key=True),
    Column("cve", Text, primary_key=True),
    Column("epss", Float),
    Column("kev_added", Text, nullable=False),
    Column("ransomware", Integer, nullable=False),
)

cve_lists = Table(
    "cve_lists",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("dated", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("imported", Text, nullable=False),
)


class CveLists:
    """The lists of this data folder."""

    def __init__(self, records: Records) -> None:
        self._database = records.database

    def list(self) -> list[StoredCveList]:
        """By name."""
        with self._database.read() as connection:
            rows = connection.execute(select(cve_lists).order_by(cve_lists.c.name)).all()
        return [StoredCveList(**row._mapping) for row in rows]

    def facts(self, cves: Iterable[str]) -> Mapping[str, CveFacts]:
        """What all lists together say about each of these; who is on none is left out."""
        wanted = sorted(set(cves))
        if not wanted:
            return {}
        query = select(
            cve_facts.c.cve,
            func.max(cve_facts.c.epss).label("epss"),
            func.max(cve_facts.c.kev_added).label("kev_added"),
            func.max(cve_facts.c.ransomware).label("ransomware"),
        ).group_by(cve_facts.c.cve)
        with self._database.read() as connection:
            found = (
                row
                for few in some(wanted)
                for row in connection.execute(query.where(cve_facts.c.cve.in_(few)))
            )
            return {row.cve: _facts(row) for row in found}


class CveListWriter:
    """Replaces and removes the lists of this data folder."""

    def __init__(self, changes: Changes) -> None:
        self._database = changes.database

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
            return bool(connection.execute(delete(cve_lists).where(cve_lists.c.name == name)).rowcount)


def _facts(row: Any) -> CveFacts:
    return CveFacts(cve=row.cve, epss=row.epss, kev_added=row.kev_added, ransomware=bool(row.ransomware))
