"""Stores a scan's results, then gives the lines to display."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.model.scan import ScanRecord
from leftopen.model.verdict import State
from leftopen.pipeline.run_checks import CheckOutcome
from leftopen.present.json_lines import case_line, finding_line, format_utc, verdict_line
from leftopen.present.observation_json import observation_line
from leftopen.service.cases import case_updates
from leftopen.service.compaction import compact
from leftopen.service.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.writes import RecordWriter

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
            ObservationWriter(store.client).add([entry.observation for entry in batch])
            lines += [observation_line(entry.observation) for entry in batch]
        if outcomes:
            ObservationWriter(store.client).add_judged([outcome.judged for outcome in outcomes])
            lines += [verdict_line(outcome.judged) for outcome in outcomes]
        for outcome in outcomes:
            lines += self._case(outcome)
            self.counts[outcome.judged.verdict.state.value] += 1
        self.counts["talked"] += len(batch)
        RecordWriter(store.records).scans.progress(
            self.record.id, cursor, dict(self.counts), self.workspace.clock()
        )
        return lines

    def finish(self, state: str, sweep: Swept, seconds: float, stopped: Callable[[], bool]) -> Line:
        """Closes the scan's record and gives the summary line."""
        compact(self.workspace, stopped)
        now = self.workspace.clock()
        RecordWriter(self.workspace.store.records).scans.progress(
            self.record.id, sweep.cursor, dict(self.counts), now
        )
        counts = {**self.counts, "found": sweep.found, "refused": sweep.refused}
        RecordWriter(self.workspace.store.records).scans.finish(self.record.id, state, now, counts)
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

    def _case(self, outcome: CheckOutcome) -> list[Line]:
        """Applies one check observation to the cases; a finding gets its case and its first and last open
        times."""
        store, judged = self.workspace.store, outcome.judged
        finding = outcome.finding
        if finding is None and judged.verdict.state is State.UNKNOWN:
            return []
        before = store.observations.last_judged(judged.finding, judged.at) if finding else None
        recorded = case_updates.record_scan(store.records, judged, finding, before, self.workspace.clock())
        lines: list[Line] = []
        for one in recorded:
            ObservationWriter(store.client).put_case(one.case)
            lines.append(case_line(one.case))
        if finding:
            lines.insert(0, finding_line(case_updates.store_finding(store, finding)))
        self.counts["cases"] += len(recorded)
        return lines
