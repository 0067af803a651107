"""Evidence: the latest finding of each case. It is stored outside the chain, so that it can be erased."""

from __future__ import annotations

from collections.abc import Collection

from leftopen.model.case import Case
from leftopen.model.finding import Finding
from leftopen.store.records import dialect
from leftopen.store.records.changes import Writer
from leftopen.store.records.table import Reader, Table, column

findings = Table(
    "findings",
    Finding,
    column("finding", "judged.finding", key=True),
    column("case_id", "case", key=True),
    column("at", "judged.at"),
    order="-at",
    skips=True,
)


class Findings(Reader[Finding]):
    """The latest finding of each case."""

    table = findings

    def newest(self, finding_id: str, case_id: str | None = None) -> Finding | None:
        """The newest of that finding, or the one of that case; None when there is none, it was erased, or
        can't be read."""
        own = [] if case_id is None else [findings.c.case_id == case_id]
        return next(iter(self._list(findings.c.finding == finding_id, *own)), None)

    def of_cases(self, cases: Collection[Case]) -> dict[str, Finding]:
        """The findings of these cases that are not erased, by the id of the case."""
        if not cases:
            return {}
        wanted = {case.id for case in cases}
        found = self._list(findings.c.finding.in_({case.finding for case in cases}))
        return {one.case: one for one in found if one.case in wanted}


class FindingWriter(Writer[Finding]):
    """Changes the latest finding of each case."""

    table = findings

    def erase(self, finding_id: str) -> None:
        """Overwrites it in the file and in its log; the case and its events stay."""
        with self.write() as connection:
            findings.remove(connection, findings.c.finding == finding_id)
        with self._database.bare() as connection:
            dialect.overwrite_log(connection)
