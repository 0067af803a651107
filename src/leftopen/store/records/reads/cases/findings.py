"""Reads evidence. It is stored outside the chain, so that it can be erased."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from leftopen.model.case import Case
from leftopen.model.finding import Finding
from leftopen.store.records.codec import unpacked
from leftopen.store.records.database import Database
from leftopen.store.records.tables import findings


class Findings:
    """The latest finding of each case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, finding_id: str, case_id: str | None = None) -> Finding | None:
        """The newest of that finding, or the one of that case; None when there is none, or it was erased."""
        query = select(findings.c.record).where(findings.c.finding == finding_id)
        if case_id is not None:
            query = query.where(findings.c.case_id == case_id)
        with self._database.read() as connection:
            text = connection.scalars(query.order_by(findings.c.at.desc()).limit(1)).first()
        return None if text is None else unpacked(text, Finding)

    def of_cases(self, cases: Collection[Case]) -> dict[str, Finding]:
        """The findings of these cases that are not erased, by the id of the case."""
        if not cases:
            return {}
        wanted = {case.id for case in cases}
        query = select(findings.c.case_id, findings.c.record).where(
            findings.c.finding.in_({case.finding for case in cases})
        )
        with self._database.read() as connection:
            found = connection.execute(query).all()
        return {row.case_id: unpacked(row.record, Finding) for row in found if row.case_id in wanted}
