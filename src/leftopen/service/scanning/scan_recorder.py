"""Stores a scan's results, then gives the lines to display."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.model.scan import ScanRecord
from leftopen.model.shape import Intent
from leftopen.model.verdict import State
from leftopen.pipeline.run_checks import CheckOutcome
from leftopen.present.json_lines import case_line, finding_line, format_utc, verdict_line
from leftopen.present.observation_json import observation_line
from leftopen.service.cases import case_updates
from leftopen.service.compaction import compact
from leftopen.service.workspace import Workspace

Line = dict[str, Json]


class Swept(Protocol):
    """The sweep's progress: `swept` attempts, `found` ports that responded, `refused` attempts outside the
    scope, and the `cursor` for resuming."""

    swept: int
    found: int
    refused: int

    @property
    def cursor(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointResult:
    """The whole result of one endpoint; `index` is its place in the sweep's order."""

    index: int
    observation: Observation
    outcomes: tuple[CheckOutcome, ...] = ()


@dataclass(slots=True, kw_only=True)
class ScanRecorder:
    """`counts` of this run: talked, open, closed, unknown, cases."""

    workspace: Workspace
    record: ScanRecord
    counts: Counter[str] = field(default_factory=Counter)

    def keep(self, batch: Sequence[EndpointResult], cursor: int) -> list[Line]:
        """Stores everything, then gives the lines. Blocking; raises StoreFailed."""
        store = self.workspace.store
        outcomes = [outcome for entry in batch for outcome in entry.outcomes]
        lines: list[Line] = []
        if batch:
            store.observations.add([entry.observation for entry in batch])
            lines += [observation_line(entry.observation) for entry in batch]
        if outcomes:
            store.observations.add_judged([one.judged for one in outcomes if not self._for_review(one)])
            lines += [verdict_line(outcome.judged) for outcome in outcomes]
        for outcome in outcomes:
            lines += self._case(outcome)
            for_review = self._for_review(outcome)
            judged = outcome.judged
            self.counts[judged.intent.value if for_review else judged.verdict.state.value] += 1
        self.counts["talked"] += len(batch)
        store.records.scans.progress(self.record.id, cursor, dict(self.counts), self.workspace.clock())
        return lines

    def finish(self, state: str, sweep: Swept, seconds: float, stopped: Callable[[], bool]) -> Line:
        """Closes the scan's record and gives the summary line."""
        compact(self.workspace, stopped)
        now = self.workspace.clock()
        self.workspace.store.records.scans.progress(self.record.id, sweep.cursor, dict(self.counts), now)
        counts = {**self.counts, "found": sweep.found, "refused": sweep.refused}
        self.workspace.store.records.scans.finish(self.record.id, state, now, counts)
        return {
            "type": "summary",
            "scan": self.record.id,
            "state": state,
            "targets": list(self.record.targets),
            "ports": self.record.ports,
            "swept": sweep.swept,
            "total": self.record.total,
            "seconds": round(seconds, 3),
            "at": format_utc(self.workspace.clock()),
            **counts,
        }

    def _for_review(self, outcome: CheckOutcome) -> bool:
        """Readable, but perhaps meant to be: no case opens by itself; one that a user opened stays."""
        judged = outcome.judged
        meant = outcome.finding is not None and judged.intent is not Intent.LEFT_OPEN
        return meant and not self.workspace.store.records.cases.of(judged.finding)

    def _case(self, outcome: CheckOutcome) -> list[Line]:
        """Applies one check observation to the cases; a finding gets its case and its first and last open
        times."""
        store, judged = self.workspace.store, outcome.judged
        finding = outcome.finding
        if finding is not None and self._for_review(outcome):
            store.records.findings.put(finding)
            return [finding_line(finding)]
        if finding is None and judged.verdict.state is State.UNKNOWN:
            return []
        before = store.observations.last_judged(judged.finding, judged.at) if finding else None
        recorded = case_updates.record_scan(store.records, judged, finding, before, self.workspace.clock())
        lines: list[Line] = []
        for one in recorded:
            store.observations.put_case(one.case)
            lines.append(case_line(one.case))
        if finding:
            lines.insert(0, finding_line(case_updates.store_finding(store, finding)))
        self.counts["cases"] += len(recorded)
        return lines
