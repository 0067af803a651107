"""Reads what the imported lists say about CVEs."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from leftopen.model.cve_list import CveFacts, StoredCveList
from leftopen.store.records.database import Database
from leftopen.store.records.tables import cve_facts, cve_lists

AT_ONCE = 500
"""SQLite takes so many values in one question, on every build."""


class CveLists:
    """The lists of this data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> builtins.list[StoredCveList]:
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
        found: dict[str, CveFacts] = {}
        with self._database.read() as connection:
            for at in range(0, len(wanted), AT_ONCE):
                for row in connection.execute(query.where(cve_facts.c.cve.in_(wanted[at : at + AT_ONCE]))):
                    found[row.cve] = CveFacts(
                        cve=row.cve, epss=row.epss, kev_added=row.kev_added, ransomware=bool(row.ransomware)
                    )
        return found
