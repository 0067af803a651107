"""The state of the response to one case: its log, added up, and what the stores say beside it."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.cases.window import proved_closed
from leftopen.impact.respond.checklist import ChecklistContext, StepState, checklist
from leftopen.impact.respond.clocks import Clock, clocks
from leftopen.impact.respond.questions import laws
from leftopen.impact.respond.response import Response, response_of
from leftopen.model.assessment import Depth
from leftopen.model.case import Case
from leftopen.model.response import ResponseEntry
from leftopen.service.access_logs import saved
from leftopen.service.assessments import of_case
from leftopen.service.cases.signing import integrity
from leftopen.service.respond.controller import controller_of
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.case_holds import CaseHolds
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.responses import Responses


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResponse:
    """`misfits`: what was changed or removed in the records of the case from outside, one sentence each."""

    case: Case
    entries: tuple[ResponseEntry, ...]
    response: Response
    context: ChecklistContext
    misfits: tuple[str, ...]

    @property
    def begun(self) -> bool:
        """Did anybody write an entry yet?"""
        return bool(self.entries)

    def steps(self, outdated: frozenset[str] = frozenset()) -> list[StepState]:
        return checklist(self.response, self.context, outdated)


def load(workspace: Workspace, prefix: str) -> CaseResponse:
    """Raises NotFound, StoreFailed for an entry that was damaged from outside."""
    records = workspace.store.records
    case = Cases(records).get(prefix)
    found = Responses(records).with_case(case.id)
    chosen, controller = of_case.chosen(workspace, case.id), controller_of(workspace, case)
    return CaseResponse(
        case=case,
        entries=found.entries,
        response=response_of(found.entries),
        context=ChecklistContext(
            held=CaseHolds(records).find(case.id) is not None,
            proved_closed=proved_closed(case) is not None,
            assessed=chosen is not None and chosen.complete and chosen.assessment.depth is Depth.DEEP,
            readers=_read_since(workspace, case.id, chosen),
            countries=controller.countries if controller else (),
        ),
        misfits=tuple(integrity.of_case(workspace, case.id, found)),
    )


def _read_since(workspace: Workspace, case: str, chosen: of_case.Chosen | None) -> bool:
    """Were the logs read since there is an assessment? An earlier reading knows nothing of its documents.
    Raises StoreFailed."""
    if chosen is None or not (reading := saved.summary(workspace, case)):
        return bool(saved.state(workspace, case))
    return reading.assessment == chosen.assessment.id or reading.made >= chosen.assessment.created


def all_clocks(workspace: Workspace, found: CaseResponse) -> list[Clock]:
    return clocks(laws(), found.response, workspace.clock())
