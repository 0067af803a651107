"""Stores observations, verdicts, findings and cases in ClickHouse. Synchronous and thread-safe.

`web`, `cli` and `demo` must not import this module: they store through `service`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leftopen.model.absence import MissedProbe
from leftopen.model.case import Case
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.observation import Observation
from leftopen.store.engine.client import Client, batches
from leftopen.store.engine.mutations import Stops
from leftopen.store.observations import absences, compaction, rows
from leftopen.store.observations.bulk_load import Loader


class ObservationWriter:
    """Rows are stored when a method returns. All methods raise StoreFailed."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def add(self, observations: Sequence[Observation]) -> None:
        """Stores each observation once, however often it is added; one that is older than the newest of its
        service goes to the history."""
        loader = Loader(self._client)
        for some in batches([rows.observation_row(o) for o in observations]):
            loader.load([b"\n".join(line for _, line in some)], resumed=True)

    def loader(self) -> Loader:
        """The loader for imports."""
        return Loader(self._client)

    def fold(self, *, months: int = 0, now: datetime, stopped: Stops = lambda: False) -> None:
        """At the end of a scan or an import: moves superseded rows to the history, and deletes what is older
        than `months`, 0: nothing. While a large part is being merged this takes minutes, unless `stopped`
        returns true; the next call does the rest."""
        compaction.fold(self._client, months=months, now=now, stopped=stopped)

    def fold_due(self) -> bool:
        """Is so much waiting that a long import should not wait for its end?"""
        return compaction.due(self._client)

    def add_unanswered(self, looks: Sequence[MissedProbe], stopped: Stops = lambda: False) -> int:
        """Records looks without an answer, after `stopped` returns true only the first ones; gives the number
        of services that are newly gone."""
        return absences.add(self._client, looks, stopped)

    def add_judged(self, judged: Sequence[CheckResult]) -> None:
        self._client.insert("verdicts", [rows.verdict_row(j) for j in judged], key="look")

    def add_findings(self, findings: Sequence[Finding]) -> None:
        self._client.insert("findings", [rows.finding_row(f) for f in findings], key="look")

    def put_case(self, case: Case) -> None:
        """The case as it is now; replaces the earlier row."""
        self.put_cases([case])

    def put_cases(self, cases: Sequence[Case]) -> None:
        self._client.insert("cases", [rows.case_row(case) for case in cases], key=None)
