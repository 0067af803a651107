"""What the page of a case says of its response and its assessment, to those who may see evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from leftopen import catalogue
from leftopen.errors import NotCounted, StoreFailed
from leftopen.impact.respond.clocks import Clock
from leftopen.model.case import Case
from leftopen.service.assessments import of_case, summary
from leftopen.service.respond.outdated import outdated_steps
from leftopen.service.respond.state import CaseResponse, all_clocks, load
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view import visible_assessments

KINDS = 5
"""Kinds of data that are shown, the most severe first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownResponse:
    """`done` of `steps` need nothing any more; `outdated` of the others were done from facts that have
    changed since, None where that is not counted yet. `wrong`: its records were changed or damaged from
    outside; its own page says how. `deadline`: the next that is not met, None where no clock runs; `over`: it
    has passed."""

    begun: bool
    wrong: bool
    done: int
    steps: int
    outdated: int | None
    deadline: Clock | None
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAssessment:
    """`kinds`: names with the people of each. `counted`: False until its page was opened once."""

    id: str
    complete: bool
    counted: bool
    kinds: tuple[tuple[str, int], ...]
    more: int
    people: int
    at_least: int
    at_most: int | None


DAMAGED = ShownResponse(begun=True, wrong=True, done=0, steps=0, outdated=0, deadline=None, over=False)


def response_view(request: ConsoleRequest, case: Case) -> dict[str, Any]:
    """Both None for those who may not see them."""
    if not request.may("evidence"):
        return {"response": None, "assessed": None}
    assessed = _assessed(request, case)
    try:
        found = load(request.workspace, case.id)
    except StoreFailed:
        return {"response": DAMAGED, "assessed": assessed}
    return {"response": _response(request, found), "assessed": assessed}


def _response(request: ConsoleRequest, found: CaseResponse) -> ShownResponse:
    stale, now = _outdated(request, found), request.workspace.clock()
    steps = found.steps(stale or frozenset())
    waiting = [one for one in all_clocks(request.workspace, found) if one.due and one.met is None]
    first = min(waiting, key=lambda one: one.due or now, default=None)
    return ShownResponse(
        begun=found.begun or bool(found.misfits),
        wrong=bool(found.misfits),
        done=sum(not one.open for one in steps),
        steps=len(steps),
        outdated=None if stale is None else sum(one.outdated for one in steps),
        deadline=first,
        over=first is not None and first.due is not None and first.due < now,
    )


def _outdated(request: ConsoleRequest, found: CaseResponse) -> frozenset[str] | None:
    """None where the assessment of the case is not counted: its own page has it counted."""
    try:
        return outdated_steps(request.workspace, found)
    except NotCounted:
        return None


def _assessed(request: ConsoleRequest, case: Case) -> ShownAssessment | None:
    """Only what is counted already: counting may take long."""
    chosen = of_case.chosen(request.workspace, case.id)
    if chosen is None or not visible_assessments.sees(request, chosen.assessment):
        return None
    line: dict[str, Any] | None = summary.counted_before(request.workspace, chosen.folder)
    people: dict[str, Any] = line["people"] if line else {}
    holders: dict[str, int] = people.get("holds", {})
    labels = [one["label"] for one in line["holds"]] if line else []
    return ShownAssessment(
        id=chosen.assessment.id,
        complete=chosen.complete,
        counted=line is not None,
        kinds=tuple(
            (catalogue.detector_label(name).text(request.language), holders.get(name, 0))
            for name in labels[:KINDS]
        ),
        more=len(labels[KINDS:]),
        people=people.get("count", 0),
        at_least=people.get("at_least", 0),
        at_most=people.get("at_most"),
    )
