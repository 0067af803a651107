"""Applies a check observation to the cases: opens a case, adds events, or applies the closure rules."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from leftopen.cases import equal_looks, event_schema
from leftopen.cases.closure_rules import LIVE, ClosureRules, conclude, is_other
from leftopen.cases.state_machine import MOVES
from leftopen.errors import ChangedSince
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.closure import CheckObservation, Closure, ClosureOutcome
from leftopen.model.facts import Json
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import case_id
from leftopen.model.verdict import Reason, State
from leftopen.present.json_lines import format_utc
from leftopen.service.cases import same_server, takeover
from leftopen.service.cases.takeover import ACTOR
from leftopen.store import Store
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseStep, CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings, FindingWriter

TRIES = 8
"""Each try but the last one is lost to a decision that came first; the next check concludes anew."""
_REFUSALS = frozenset({Reason.REFUSED, Reason.DENIED_EVERYWHERE})
_EVENT = {
    ClosureOutcome.SILENT: CaseEventKind.WENT_SILENT,
    ClosureOutcome.CLOSED: CaseEventKind.CLOSED,
    ClosureOutcome.WITHDRAWN: CaseEventKind.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUpdate:
    """The case after the observation, the events that were added (none for a look that was
    only counted), and the outcome of the closure rules."""

    case: Case
    events: tuple[CaseEvent, ...]
    closure: Closure | None = None


def case_observation(judged: CheckResult, control: str = "") -> CheckObservation:
    """The observation as the closure rules read it; `control` as in `model.closure.CheckObservation`."""
    return CheckObservation(
        at=judged.at,
        vantage=judged.vantage.name,
        state=judged.verdict.state,
        reason=judged.verdict.reason,
        phase=judged.verdict.phase,
        control=control,
        identity=judged.identity,
        product=judged.product,
        id=judged.look,
    )


def closure_fields(closure: Closure) -> dict[str, Json]:
    """The outcome of the closure rules, for a JSON line."""
    return {
        "step": closure.step.value,
        "because": closure.because,
        "rounds": closure.rounds,
        "needed": closure.needed,
        "next_look": format_utc(closure.next_look) if closure.next_look else None,
    }


def record_scan(
    records: Records,
    judged: CheckResult,
    finding: Finding | None,
    open_after: datetime | None,
    now: datetime,
    *,
    actor: str = ACTOR,
) -> list[CaseUpdate]:
    """Applies an observation of a scan: opens or updates the case of a finding, and adds the observation to
    every live case of the same service and check. A case of a check takes over those of shapes (`takeover`).
    `actor` opens the case: this program, or a user."""
    known, look = Cases(records).of(judged.finding), case_observation(judged)
    # Another known identity is another server: its observations belong to its own case.
    done = [
        record_recheck(records, case, judged, now, finding=finding)
        for case in (*known, *takeover.continuing(records, known, judged))
        if not is_other(case, look)
    ]
    if finding is None:
        return done
    old = takeover.taken_by(records, judged, look)
    if any(case.id == case_id(judged.finding, judged.identity) for case in known):
        return [*done, *_taken_over(records, judged, old, now)]
    found = _detected(records, finding, open_after, known, old, now, actor)
    return [*done, *_from_elsewhere(records, found, now)]


def record_recheck(
    records: Records,
    case: Case,
    judged: CheckResult,
    now: datetime,
    *,
    control: str = "",
    finding: Finding | None = None,
    actor: str = ACTOR,
) -> CaseUpdate:
    """Applies a recheck to its case: records it, then applies the rules of `cases.closure_rules`. `actor`
    asked for it: this program, or a user."""
    look = _beside(records, case, case_observation(judged, control), now)
    body = _looked(case, judged, look, finding)
    event = CaseWriter(Changes(records)).look(f"looked:{case.id}:{judged.look}", case.id, now, actor, body)
    closure, moved = _concluded(records, case.id, look, now)
    added = tuple(one for one in (event, moved) if one)
    return CaseUpdate(case=Cases(records).get(case.id), events=added, closure=closure)


def says_nothing_new(
    records: Records, judged: CheckResult, finding: Finding | None, now: datetime, *, control: str = ""
) -> bool:
    """Would every case that this look belongs to only count it? Then no event names it, and nothing needs its
    verdict and its transcript."""
    look, known = case_observation(judged, control), Cases(records).of(judged.finding)
    if look.state is not State.OPEN or finding is None:
        return False
    whole = (*known, *takeover.continuing(records, known, judged))
    own = [case for case in whole if not is_other(case, look)]
    return case_id(judged.finding, judged.identity) in {case.id for case in own} and all(
        equal_looks.like(case, Cases(records).events(case.id), now, _looked(case, judged, look, finding))
        for case in own
    )


def _looked(
    case: Case, judged: CheckResult, look: CheckObservation, finding: Finding | None
) -> event_schema.Body:
    body = event_schema.observation_body(look, judged.transcript)
    if finding is not None and case.id == case_id(judged.finding, judged.identity):
        body["severity"] = finding.severity.value
        body["holds"] = {held.label: held.count for held in finding.evidence.holds}
    return body


def _beside(records: Records, case: Case, look: CheckObservation, now: datetime) -> CheckObservation:
    """A refusal with what else of the same server is open now; both cases are linked."""
    refused = look.state is State.CLOSED or look.reason in _REFUSALS
    if not refused or case.state not in LIVE | {CaseState.SILENT, CaseState.ACCEPTED}:
        return look
    found = same_server.beside(records, case)
    because = "the same server seems to have moved"
    for one in found:
        _link(records, case, one, now, because)
    return replace(look, beside=f"the same server is open at {same_server.places(found)}") if found else look


def _with_besides(records: Records, case: Case, closure: Closure) -> Closure:
    """What is proved closed at one place may be open at another one."""
    places = same_server.places(same_server.open_besides(records, case))
    because = f"{closure.because}; the same server is still open at {places}"
    return replace(closure, because=because) if places else closure


def _link(records: Records, case: Case, other: Case, now: datetime, because: str) -> None:
    """Each of the two names the other."""
    writer = CaseWriter(Changes(records))
    for one, its in ((case, other), (other, case)):
        body: event_schema.Body = {"other": its.id, "because": because}
        writer.append_once(f"linked:{one.id}:{its.id}", one.id, CaseEventKind.LINKED, now, ACTOR, body)


def store_finding(store: Store, finding: Finding) -> Finding:
    """Stores the evidence of a finding whose case exists; returns what is stored, with its case and open
    times."""
    whole = keep_evidence(store.records, finding)
    ObservationWriter(store.client).add_findings([whole])
    return whole


def keep_evidence(records: Records, finding: Finding) -> Finding:
    """As `store_finding`, in the records alone."""
    whole = best_finding(records, finding)
    FindingWriter(Changes(records)).put(whole)
    return whole


def best_finding(records: Records, finding: Finding) -> Finding:
    """This one, or the stored one of a better look since the case was opened; with its case and open
    times."""
    case = Cases(records).get(case_id(finding.judged.finding, finding.judged.identity))
    known = Findings(records).newest(case.finding, case.id)
    better = known is not None and finding.severity.rank < known.severity.rank == case.severity.rank
    best = known if known is not None and better else finding
    return replace(best, case=case.id, first_open=case.first_open, last_open=case.last_open)


def _concluded(
    records: Records, id: str, look: CheckObservation, now: datetime
) -> tuple[Closure, CaseEvent | None]:
    """Applies the closure rules. A decision that a user makes meanwhile counts: then they are applied once
    more, to the case as it is now."""
    cases = Cases(records)
    for _ in range(TRIES):
        version, case = cases.version(id), cases.get(id)
        closure = conclude(case, cases.looks(id), now, ClosureRules())
        with suppress(ChangedSince):
            return closure, _moved(records, case, closure, look, now, version)
    return closure, None


def _moved(
    records: Records, case: Case, closure: Closure, look: CheckObservation, now: datetime, version: int
) -> CaseEvent | None:
    """The event of the conclusion, if it moves the case. Raises ChangedSince when the case is no longer of
    that version."""
    kind = CaseEventKind.REOPENED if closure.step is ClosureOutcome.REOPENED else _EVENT.get(closure.step)
    if kind is None or kind not in MOVES[case.state]:
        return None
    if kind in (CaseEventKind.CLOSED, CaseEventKind.WITHDRAWN):
        closure = _with_besides(records, case, closure)
    body: event_schema.Body = event_schema.conclusion_body(closure)
    if kind is CaseEventKind.REOPENED:
        body = {"because": closure.because[:500], "look": look.id}
    return CaseWriter(Changes(records)).append_once(
        f"{kind}:{case.id}:{look.id}", case.id, kind, now, ACTOR, body, version=version
    )


def _detected(
    records: Records,
    finding: Finding,
    open_after: datetime | None,
    known: Sequence[Case],
    old: Sequence[Case],
    now: datetime,
    actor: str,
) -> list[CaseUpdate]:
    new = case_id(finding.judged.finding, finding.judged.identity)
    body = event_schema.detection_body(finding, open_after)
    # The old case is not touched: the same address may have passed to a stranger.
    because = "same check and endpoint, different server"
    steps = [
        CaseStep(key=f"detected:{new}", case=new, kind=CaseEventKind.DETECTED, actor=actor, body=body),
        *(
            CaseStep(
                key=f"linked:{new}:{other.id}",
                case=new,
                kind=CaseEventKind.LINKED,
                actor=ACTOR,
                body={"other": other.id, "because": because},
            )
            for other in known
        ),
    ]
    more = [*takeover.steps(new, old), *takeover.decision(records, new, finding.severity, old, now)]
    return _together(records, new, old, steps, more, now)


def _from_elsewhere(records: Records, found: list[CaseUpdate], now: datetime) -> list[CaseUpdate]:
    """A new case, linked to those that ended where the same server was before."""
    case = found[0].case
    for old in same_server.moved_from(records, case):
        _link(records, case, old, now, f"the same server was {old.state.value} at another place before")
    return [replace(one, case=Cases(records).get(one.case.id)) for one in found]


def _taken_over(
    records: Records, judged: CheckResult, old: Sequence[Case], now: datetime
) -> list[CaseUpdate]:
    """A case that exists already keeps its own state, which a person may have seen. One that a person
    decided takes nothing over: what is open would no longer be shown."""
    new = case_id(judged.finding, judged.identity)
    if not old or Cases(records).get(new).state not in LIVE:
        return []
    return _together(records, new, old, [], list(takeover.steps(new, old)), now)


def _together(
    records: Records,
    new: str,
    old: Sequence[Case],
    steps: Sequence[CaseStep],
    more: Sequence[CaseStep],
    now: datetime,
) -> list[CaseUpdate]:
    """The new case and the old ones that it took over."""
    writer = CaseWriter(Changes(records))
    try:
        events = writer.append_together([*steps, *more], now)
    except ValueError:
        # Somebody moved an old case in between: the next scan takes it over.
        events = writer.append_together(steps, now)
    return [
        CaseUpdate(case=Cases(records).get(id), events=tuple(event for event in events if event.case == id))
        for id in (new, *(case.id for case in old))
    ]
