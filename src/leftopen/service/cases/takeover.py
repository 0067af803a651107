"""Takes over the cases of shapes: a check that names the product continues what a shape had found there.

Only a check of the service as a whole takes over, and only cases of shapes at the same service, whose server
is not known to be another one. See docs/project/decisions/0017-a-check-takes-over.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from leftopen import catalogue
from leftopen.cases import event_schema
from leftopen.cases.closure_rules import is_other
from leftopen.cases.state_machine import MOVES
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.closure import CheckObservation
from leftopen.model.finding import CheckResult
from leftopen.model.identity import finding_id
from leftopen.model.severity import Severity
from leftopen.model.verdict import State
from leftopen.present.json_lines import DECIDED
from leftopen.store.records import Records
from leftopen.store.records.entities.cases.append import CaseStep
from leftopen.store.records.entities.cases.cases import Cases

ACTOR = "leftopen"
# What was decided or done about a case in that state, least first.
_DONE = {
    CaseState.NOTIFIED: CaseEventKind.NOTIFIED,
    CaseState.ACKNOWLEDGED: CaseEventKind.ACKNOWLEDGED,
    CaseState.ACCEPTED: CaseEventKind.ACCEPTED,
}


def taken_by(records: Records, judged: CheckResult, look: CheckObservation) -> list[Case]:
    """The cases of shapes that this open result of a check takes over; [] for a result of a shape."""
    check = catalogue.checks().get(judged.check)
    if check is None or not check.whole:
        return []
    shapes = [finding_id(judged.service, shape) for shape in catalogue.shapes()]
    return [
        case
        for case in Cases(records).of_any(shapes)
        if CaseEventKind.TAKEN_OVER in MOVES[case.state] and not is_other(case, look)
    ]


def steps(new: str, old: Sequence[Case]) -> Iterator[CaseStep]:
    """Links the new case to each old one, with its times, and ends the old one."""
    for case in old:
        because = "this case continues an earlier one of the same service"
        yield CaseStep(
            key=f"linked:{new}:{case.id}",
            case=new,
            kind=CaseEventKind.LINKED,
            actor=ACTOR,
            body=event_schema.continues(case, because),
        )
        because = "a check of the product now finds it"
        yield CaseStep(
            key=f"taken_over:{case.id}",
            case=case.id,
            kind=CaseEventKind.TAKEN_OVER,
            actor=ACTOR,
            body={"other": new, "because": because},
        )


def decision(
    records: Records, new: str, severity: Severity, old: Sequence[Case], now: datetime
) -> Iterator[CaseStep]:
    """What was decided about the old case, for a new case that nobody has seen yet. Of several old cases the
    least decided counts; an acceptance that has ended does not, nor one of something less severe. That a
    shape was wrong says nothing about the check."""
    old = [case for case in old if case.state is not CaseState.FALSE_POSITIVE]
    if not old or any(case.state not in _DONE or _ended(case, now) for case in old):
        return
    if any(_weaker(case, severity) for case in old):
        return
    order = list(_DONE)
    case = min(old, key=lambda one: (order.index(one.state), one.until or now))
    kind = _DONE[case.state]
    event = next(one for one in reversed(Cases(records).events(case.id)) if one.kind is kind)
    why = str(event.body.get("because", ""))
    verb = "decided" if case.state in DECIDED else case.state.value
    because = f"{verb} on case {case.id[:8]} by {event.actor}" + (f": {why}" if why else "")
    yield CaseStep(
        key=f"carried:{new}:{case.id}",
        case=new,
        kind=kind,
        actor=ACTOR,
        body={**event.body, "because": because[:500]},
    )


def continuing(records: Records, known: Sequence[Case], judged: CheckResult) -> list[Case]:
    """The cases that continue these, for an observation of a shape that is open. It reopens them if they are
    closed: otherwise nothing would be open where anyone can read."""
    if judged.verdict.state is not State.OPEN:
        return []
    ids = dict.fromkeys(case.continued_as for case in known if case.continued_as)
    return [Cases(records).get(one) for one in ids]


def newest(records: Records, case: Case) -> Case:
    """The case itself, or the one that continues it."""
    return Cases(records).get(case.continued_as) if case.continued_as else case


def _weaker(case: Case, severity: Severity) -> bool:
    """Was a risk accepted that is less severe than this?"""
    return case.state is CaseState.ACCEPTED and case.severity.rank < severity.rank


def _ended(case: Case, now: datetime) -> bool:
    return case.until is not None and case.until <= now
