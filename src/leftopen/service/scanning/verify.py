"""Rechecks a known case with the same check, and applies the closure rules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leftopen.cases.closure_rules import LIVE
from leftopen.errors import NotAllowed, NotFound
from leftopen.model.absence import AbsenceReason, MissedProbe
from leftopen.model.case import Case, CaseState
from leftopen.model.closure import Closure, ClosureOutcome
from leftopen.model.facts import Json
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.observation import Observation
from leftopen.model.shape import Intent
from leftopen.model.verdict import Phase, Reason, State
from leftopen.pipeline.examined import with_word
from leftopen.pipeline.outcome import CheckOutcome, CheckRun
from leftopen.pipeline.run_checks import Recheck, recheck, run_all
from leftopen.pipeline.run_shapes import Route
from leftopen.service.cases import case_updates, review
from leftopen.service.cases.same_server import RECHECK
from leftopen.service.scanning import targets
from leftopen.service.scanning.controls import positive_control
from leftopen.service.scanning.scan_setup import build_context, build_gate
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.scanning.site_permit import site_permit
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.scopes import Scopes

SCAN = RECHECK
NOT_CLOSED = LIVE | {CaseState.SILENT, CaseState.ACCEPTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckResult:
    """`judged` is the check's result, `control` what the positive control replied, `closure` the outcome of
    the rules; `linked` is the new case of another server found at the same endpoint."""

    case: Case
    judged: CheckResult
    control: str
    closure: Closure
    linked: Case | None = None


def closure_fields(verified: RecheckResult) -> dict[str, Json]:
    """The outcome of the closure rules, for the verdict's JSON line."""
    return {
        "case": verified.case.id,
        "control": verified.control,
        **case_updates.closure_fields(verified.closure),
        "linked": verified.linked.id if verified.linked else None,
    }


async def verify(workspace: Workspace, prefix: str, *, by: str = "") -> RecheckResult:
    """Runs one recheck; `by`: the user who asked for it. Raises NotFound; NotAllowed for a case that another
    one continues."""
    case = Cases(workspace.store.records).get(prefix)
    if case.continued_as:
        raise NotAllowed(f"case {case.id[:8]} is continued as case {case.continued_as[:8]}; check that one")
    original, route = await asyncio.to_thread(_original, workspace, case)
    scopes = Scopes(workspace.store.records).list()
    named = await targets.resolve_targets((), scopes, resolver=workspace.resolver)
    permits = ScopeCache(records=workspace.store.records, pinned=named.pinned, monotonic=workspace.monotonic)
    gate = build_gate(workspace, permits)
    context = build_context(workspace, gate, SCAN)
    permit = await site_permit(workspace, permits, original.endpoint)
    # The control runs right before the recheck, so that both use the same network conditions.
    control = await positive_control(workspace, gate, original.endpoint) if permit.allowed else ""
    again = await recheck(original, case.check, permit, context, route)
    state, ran = again.outcome.judged.verdict.state, None
    closing = state is State.CLOSED and case.state in NOT_CLOSED
    if again.observation is not None and closing:
        # Only one path may be closed, or another check may find it now.
        ran = await run_all(again.observation, permit, context, live={case.finding: route})
        await asyncio.to_thread(_keep_others, workspace, case, ran.outcomes)
        again = _opened_since(again, case, ran.outcomes)
    elif state is State.OPEN:
        ran = CheckRun(outcomes=(again.outcome,))
    if again.observation is not None and ran is not None:
        live = await asyncio.to_thread(_live, workspace, case)
        again = replace(again, observation=with_word(again.observation, ran, context, live=live))
    return await asyncio.to_thread(_keep, workspace, case, again, control, by or case_updates.ACTOR)


async def until_settled(
    workspace: Workspace, prefix: str, sleep: Callable[[float], asyncio.Future[None]] | None = None
) -> AsyncIterator[RecheckResult]:
    """Rechecks whenever a further recheck counts, until the rules decide or the case is open."""
    while True:
        verified = await verify(workspace, prefix)
        yield verified
        next_look = verified.closure.next_look
        if next_look is None or verified.judged.verdict.state is State.OPEN:
            return
        pause = max(1.0, (next_look - workspace.clock()).total_seconds())
        await (sleep(pause) if sleep else asyncio.sleep(pause))


def all_live(workspace: Workspace) -> list[Case]:
    """Every case that a recheck could still change."""
    done = (CaseState.CLOSED, CaseState.FALSE_POSITIVE, CaseState.TAKEN_OVER)
    return [case for case in Cases(workspace.store.records).list() if case.state not in done]


def _live(workspace: Workspace, case: Case) -> frozenset[str]:
    """The findings of the case's address that have a case which is not closed."""
    known = Cases(workspace.store.records).at(case.address)
    return frozenset(one.finding for one in known if one.state in NOT_CLOSED)


def _original(workspace: Workspace, case: Case) -> tuple[Observation, Route]:
    """The observation at which the case was found, and the requests that showed it: the recheck repeats
    them."""
    finding = Findings(workspace.store.records).newest(case.finding, case.id)
    observations = workspace.store.observations
    first = observations.find(finding.judged.observation) if finding else None
    original = first or observations.latest(case.service)
    if original is None:
        raise NotFound(f"the observation of case {case.id[:8]} was deleted; scan {case.address} again")
    return original, finding.judged.route if finding else ()


def _keep(workspace: Workspace, case: Case, again: Recheck, control: str, by: str) -> RecheckResult:
    store, now = workspace.store, workspace.clock()
    outcome = review.as_decided(store.records, again.outcome)
    judged = outcome.judged
    if again.observation is not None:
        ObservationWriter(store.client).add([again.observation])
    elif missed := missed_probe(judged, control):
        ObservationWriter(store.client).add_unanswered([missed])
    finding = outcome.finding
    known = case_updates.says_nothing_new(store.records, judged, finding, now, control=control)
    if not known:
        ObservationWriter(store.client).add_judged([judged])
    recorded = case_updates.record_recheck(
        store.records, case, judged, now, control=control, finding=finding, actor=by
    )
    if known and any(event.body.get("look") == judged.look for event in recorded.events):
        # A user decided something in between.
        ObservationWriter(store.client).add_judged([judged])
    if recorded.closure is None:
        raise NotFound(f"case {case.id[:8]} has no events")
    linked = None
    if outcome.finding is not None:
        linked = _finding(workspace, case, outcome.finding, recorded.closure, now)
    ObservationWriter(store.client).put_case(recorded.case)
    return RecheckResult(
        case=recorded.case, judged=judged, control=control, closure=recorded.closure, linked=linked
    )


def _opened_since(again: Recheck, case: Case, others: Sequence[CheckOutcome]) -> Recheck:
    """The same check ran once more among the others. One open server of several proves that it is open."""
    mine = next((one for one in others if one.judged.finding == case.finding), None)
    if mine is None or mine.judged.verdict.state is not State.OPEN:
        return again
    return replace(again, outcome=mine)


def _keep_others(workspace: Workspace, case: Case, outcomes: Sequence[CheckOutcome]) -> None:
    """What else is open at the endpoint, as a scan stores it."""
    store = workspace.store
    for outcome in outcomes:
        decided = review.as_decided(store.records, outcome)
        if decided.finding is not None and decided.judged.check != case.check:
            ObservationWriter(store.client).add_judged([decided.judged])
            _open_case(workspace, decided.finding, workspace.clock())


def missed_probe(judged: CheckResult, control: str) -> MissedProbe | None:
    """None where no connection was tried. Only a control on the same host shows that the host responds."""
    endpoint, verdict = judged.endpoint, judged.verdict
    if verdict.phase is not Phase.CONNECT or verdict.reason not in (Reason.REFUSED, Reason.TIMEOUT):
        return None
    same_host = f"tcp {replace(endpoint, port=0)}".removesuffix("0")
    responds = AbsenceReason.SILENT if control.startswith(same_host) else AbsenceReason.HOST_SILENT
    reason = AbsenceReason.REFUSED if verdict.reason is Reason.REFUSED else responds
    return MissedProbe(endpoint=endpoint, at=judged.at, reason=reason, scan=judged.scan)


def _finding(
    workspace: Workspace, case: Case, finding: Finding, closure: Closure, now: datetime
) -> Case | None:
    """Still open: the evidence is renewed. Open on another server: a case of its own, linked; where its
    purpose is unknown, it is listed for review."""
    store = workspace.store
    if closure.step is not ClosureOutcome.OTHER:
        case_updates.store_finding(store, finding)
        return None
    return next((one for one in _open_case(workspace, finding, now) if one.id != case.id), None)


def _open_case(workspace: Workspace, finding: Finding, now: datetime) -> list[Case]:
    """The cases that the finding opened or changed; [] where it is listed for review."""
    store = workspace.store
    if finding.judged.intent is not Intent.LEFT_OPEN:
        review.put_on_list(store.records, finding)
        return []
    recorded = case_updates.record_scan(store.records, finding.judged, finding, None, now)
    case_updates.store_finding(store, finding)
    for one in recorded:
        ObservationWriter(store.client).put_case(one.case)
    return [one.case for one in recorded]
