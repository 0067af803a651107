"""One more look at a known case, by the same check file, and what the closing rules make of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from leftopen.errors import NotFound
from leftopen.model.case import Case, CaseState
from leftopen.model.closure import Closure, Step
from leftopen.model.facts import Json
from leftopen.model.finding import Finding, Judged
from leftopen.model.observation import Observation
from leftopen.model.verdict import State
from leftopen.pipeline.look import Again, look_again
from leftopen.service import looks, targets
from leftopen.service.controls import positive_control
from leftopen.service.desk import Desk
from leftopen.service.permits import FreshPermits
from leftopen.service.tools import gate_of, tools_of

SCAN = "verify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """`judged` the look, `control` what the positive control said, `closure` the rules' answer; `linked` is
    the new case of another server that was met at the same endpoint."""

    case: Case
    judged: Judged
    control: str
    closure: Closure
    linked: Case | None = None


def closure_fields(verified: Verified) -> dict[str, Json]:
    """What the closing rules said, for the verdict's JSON line."""
    return {
        "case": verified.case.id,
        "control": verified.control,
        **looks.closure_fields(verified.closure),
        "linked": verified.linked.id if verified.linked else None,
    }


async def verify(desk: Desk, prefix: str) -> Verified:
    """Takes one look. Raises NotFound."""
    case = desk.store.records.cases.get(prefix)
    original = await asyncio.to_thread(_original, desk, case)
    named = await targets.read((), desk.store.records.scopes.list())
    permits = FreshPermits(records=desk.store.records, pinned=named.pinned, monotonic=desk.monotonic)
    gate = gate_of(desk, permits)
    tools = tools_of(desk, gate, SCAN)
    permit = permits(original.endpoint.address, desk.clock())
    # The control is asked right before the look, so that both meet the same network.
    control = await positive_control(desk, gate, original.endpoint) if permit.allowed else ""
    again = await look_again(original, case.check, permit, tools)
    return await asyncio.to_thread(_keep, desk, case, again, control)


async def until_settled(
    desk: Desk, prefix: str, sleep: Callable[[float], asyncio.Future[None]] | None = None
) -> AsyncIterator[Verified]:
    """Looks again whenever another look counts, until the rules are done with the case or it is open."""
    while True:
        verified = await verify(desk, prefix)
        yield verified
        next_look = verified.closure.next_look
        if next_look is None or verified.judged.verdict.state is State.OPEN:
            return
        pause = max(1.0, (next_look - desk.clock()).total_seconds())
        await (sleep(pause) if sleep else asyncio.sleep(pause))


def all_live(desk: Desk) -> list[Case]:
    """Every case that a look could still move."""
    done = (CaseState.CLOSED, CaseState.FALSE_POSITIVE)
    return [case for case in desk.store.records.cases.list() if case.state not in done]


def _original(desk: Desk, case: Case) -> Observation:
    """The observation at which the case was found: the same question is asked again."""
    finding = desk.store.records.findings.get(case.finding, case.id)
    observations = desk.store.observations
    first = observations.find(finding.judged.observation) if finding else None
    original = first or observations.latest(case.service)
    if original is None:
        raise NotFound(f"the observation behind case {case.id[:8]} was erased; scan {case.address} again")
    return original


def _keep(desk: Desk, case: Case, again: Again, control: str) -> Verified:
    store, judged, now = desk.store, again.outcome.judged, desk.clock()
    if again.observation is not None:
        store.observations.add([again.observation])
    store.observations.add_judged([judged])
    recorded = looks.again(store.records, case, judged, now, control=control, finding=again.outcome.finding)
    if recorded.closure is None:
        raise NotFound(f"case {case.id[:8]} has no events")
    linked = None
    if again.outcome.finding is not None:
        linked = _finding(desk, case, again.outcome.finding, recorded.closure, now)
    store.observations.put_case(recorded.case)
    return Verified(
        case=recorded.case, judged=judged, control=control, closure=recorded.closure, linked=linked
    )


def _finding(desk: Desk, case: Case, finding: Finding, closure: Closure, now: datetime) -> Case | None:
    """Still open: the evidence is renewed. Another server, and open too: a case of its own, linked."""
    store = desk.store
    if closure.step is not Step.OTHER:
        looks.keep(store, finding)
        return None
    recorded = looks.of_scan(store.records, finding.judged, finding, None, now)
    looks.keep(store, finding)
    for one in recorded:
        store.observations.put_case(one.case)
    return next((one.case for one in recorded if one.case.id != case.id), None)
