"""Stores a scan's results, then gives the lines to display."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from leftopen.model.absence import MissedProbe
from leftopen.model.case import Case
from leftopen.model.facts import Json
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import case_id
from leftopen.model.scan import ScanRecord
from leftopen.model.verdict import State
from leftopen.pipeline.outcome import CheckOutcome
from leftopen.present.examined import counted_as
from leftopen.present.json_lines import DECIDED, case_line, finding_line, format_utc, verdict_line
from leftopen.present.observation_json import observation_line
from leftopen.service.cases import case_updates, review, takeover
from leftopen.service.scanning.absence import last_not_there
from leftopen.service.scanning.endpoint_result import EndpointResult, Entry, Unexamined
from leftopen.service.scanning.not_checked import NotChecked, json_lines
from leftopen.service.workspace import disk_space
from leftopen.service.workspace.compaction import compact
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.engine.client import Client
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.cases.reviews import Reviews, ReviewWriter
from leftopen.store.records.entities.scans import ScanWriter
from leftopen.sweep import ports as port_words

Line = dict[str, Json]


class Swept(Protocol):
    """The sweep's progress: `swept` attempts, `found` ports that responded, `refused` attempts outside the
    scope, and the `cursor` for resuming."""

    swept: int
    found: int
    refused: int

    @property
    def cursor(self) -> int: ...


@dataclass(slots=True, kw_only=True)
class _EngineRows:
    """What a batch adds to the engine: each insert is a part on its disk. `stored`: the looks whose verdicts
    are there already."""

    stored: set[str] = field(default_factory=set)
    verdicts: list[CheckResult] = field(default_factory=list)
    cases: dict[str, Case] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def store(self, client: Client) -> None:
        writer = ObservationWriter(client)
        writer.add_judged(self.verdicts)
        writer.add_findings(self.findings)
        writer.put_cases(list(self.cases.values()))


@dataclass(slots=True, kw_only=True)
class ScanRecorder:
    """`counts` of this run: talked, open, closed, unknown, undetermined, published, cases; services that
    asks_password, denies_access, unexamined; the `names` asked for, and the `sites` that differ from the
    default one; `decided` are the open ones whose risk a user accepted, or which a user marked as a false
    positive; `gone` the services that answered at their last look before and do not now: not those that were
    known to be gone."""

    workspace: Workspace
    record: ScanRecord
    counts: Counter[str] = field(default_factory=Counter)
    not_checked: NotChecked = field(init=False)

    def __post_init__(self) -> None:
        self.not_checked = NotChecked.resumed(self.record)

    def store_batch(self, entries: Sequence[Entry], cursor: int) -> list[Line]:
        """Stores everything, then gives the lines. Blocking; raises StoreFailed, DiskLow before it stores."""
        disk_space.require(self.workspace)
        store = self.workspace.store
        whole = [entry for entry in entries if isinstance(entry, EndpointResult)]
        batch = [self._as_decided(site) for entry in whole for site in (entry, *entry.sites)]
        outcomes = [outcome for entry in batch for outcome in entry.outcomes]
        lines: list[Line] = []
        rows = _EngineRows()
        if batch:
            ObservationWriter(store.client).add([entry.observation for entry in batch])
            lines += [observation_line(entry.observation) for entry in batch]
        if outcomes:
            new = [one.judged for one in outcomes if not review.for_review(one) and not self._known(one)]
            # Before the events that name them.
            ObservationWriter(store.client).add_judged(new)
            rows.stored.update(judged.look for judged in new)
            lines += [verdict_line(outcome.judged) for outcome in outcomes]
        # What is open first: it may speak against closing another case of the same server.
        for outcome in sorted(outcomes, key=lambda one: one.judged.verdict.state is not State.OPEN):
            lines += self._update_cases(outcome, rows)
            judged = outcome.judged
            self.counts[(judged.intent if review.for_review(outcome) else judged.verdict.state).value] += 1
        rows.store(store.client)
        for entry in batch:
            verdicts = [one.judged.verdict for one in entry.outcomes]
            self.not_checked.service(entry.observation, verdicts, suspect=entry.suspect)
            self.not_checked.links(entry.observation.endpoint, entry.not_followed)
            self.counts.update(counted_as(entry.observation.examined))
        for entry in whole:
            self._count_names(entry)
        for lost in entries:
            if isinstance(lost, Unexamined):
                self.not_checked.lost(lost.endpoint)
        self._mark_not_seen(batch, outcomes)
        self.counts["talked"] += len(whole)
        ScanWriter(Changes(store.records)).progress(
            self.record.id, cursor, dict(self.counts), self.not_checked.lines()
        )
        return lines

    def _count_names(self, entry: EndpointResult) -> None:
        """Names that were asked, and the sites of their own that they showed; what was not asked, and why."""
        if entry.asked:
            self.counts["names"] += entry.asked
            self.counts["sites"] += len(entry.sites)
        self.not_checked.names(entry.observation.endpoint, entry.unasked)

    def record_absences(self, looks: Sequence[MissedProbe], stopped: Callable[[], bool]) -> None:
        """Stores which known services did not answer, of many after a stop only some. Blocking; raises
        StoreFailed."""
        gone = ObservationWriter(self.workspace.store.client).add_unanswered(looks, stopped)
        if gone:
            self.counts["gone"] += gone

    def finish(self, state: str, sweep: Swept, seconds: float, stopped: Callable[[], bool]) -> Line:
        """Closes the scan's record and gives the summary line."""
        compact(self.workspace, stopped)
        now = self.workspace.clock()
        ScanWriter(Changes(self.workspace.store.records)).progress(
            self.record.id, sweep.cursor, dict(self.counts), self.not_checked.lines()
        )
        counts = {**self.counts, "found": sweep.found, "refused": sweep.refused}
        ScanWriter(Changes(self.workspace.store.records)).finish(self.record.id, state, now, counts)
        return {
            "type": "summary",
            "scan": self.record.id,
            "state": state,
            "targets": list(self.record.targets),
            "ports": self.record.ports,
            "ports_tried": len(port_words.parse(self.record.ports)),
            "swept": sweep.swept,
            "total": self.record.total,
            "seconds": round(seconds, 3),
            "at": format_utc(self.workspace.clock()),
            **counts,
            "not_checked": json_lines(self.not_checked.lines()),
        }

    def _as_decided(self, entry: EndpointResult) -> EndpointResult:
        records = self.workspace.store.records
        outcomes = tuple(review.as_decided(records, outcome) for outcome in entry.outcomes)
        return replace(entry, outcomes=outcomes)

    def _mark_not_seen(self, batch: Sequence[EndpointResult], outcomes: Sequence[CheckOutcome]) -> None:
        """What is on the review list and was not seen this time is no longer shown as readable."""
        checked = {one.observation.service: one.observation.timestamp for one in batch if one.checked}
        if checked:
            seen = [one.judged.finding for one in outcomes if one.finding is not None]
            review.mark_not_seen(self.workspace.store.records, checked, seen)

    def _last_not_open(self, judged: CheckResult) -> datetime | None:
        """By a check, or by a monitor whose scan got no response there."""
        at, known = judged.at, Cases(self.workspace.store.records).of(judged.finding)
        seen = self.workspace.store.observations.last_judged(judged.finding, at)
        # The bound stands in the event that opens the case: later scans need none.
        absent = None if known else last_not_there(self.workspace, judged.service, judged.endpoint, at)
        return max(filter(None, (seen, absent)), default=None)

    def _known(self, outcome: CheckOutcome) -> bool:
        """Does it say what an earlier scan stored? What this scan stored may lack its rows: it may have been
        killed."""
        finding, records = outcome.finding, self.workspace.store.records
        if finding is None:
            return False
        id = case_id(finding.judged.finding, finding.judged.identity)
        stored = Findings(records).newest(finding.judged.finding, id)
        if stored is None or stored.judged.scan == self.record.id or stored.size != finding.size:
            return False
        return case_updates.says_nothing_new(records, outcome.judged, finding, self.workspace.clock())

    def _update_cases(self, outcome: CheckOutcome, rows: _EngineRows) -> list[Line]:
        """Applies one check observation to the cases; a finding gets its case and its first and last open
        times."""
        store, judged = self.workspace.store, outcome.judged
        finding = outcome.finding
        if finding is not None and review.for_review(outcome):
            review.put_on_list(store.records, finding)
            return [finding_line(finding)]
        if finding is None and judged.verdict.state is State.UNKNOWN:
            return []
        before = self._last_not_open(judged) if finding else None
        recorded = case_updates.record_scan(store.records, judged, finding, before, self.workspace.clock())
        lines: list[Line] = []
        for one in recorded:
            rows.cases[one.case.id] = one.case
            lines.append(case_line(one.case))
        if finding:
            stored = case_updates.keep_evidence(store.records, finding)
            is_recorded = any(
                event.body.get("look") == judged.look for one in recorded for event in one.events
            )
            if is_recorded or judged.look in rows.stored:
                rows.findings.append(stored)
            if is_recorded and judged.look not in rows.stored:
                # A user decided something in between.
                rows.verdicts.append(judged)
            case = takeover.newest(store.records, Cases(store.records).get(stored.case))
            if case.state in DECIDED:
                self.counts["decided"] += 1
            lines.insert(0, finding_line(stored, case))
            if judged.route and Reviews(store.records).find(judged.finding):
                ReviewWriter(Changes(store.records)).remove(judged.finding)
        self.counts["cases"] += len(recorded)
        return lines
