"""The state of the response to one case: its log, added up, and what the stores say beside it."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.cases import response_chain
from leftopen.cases.window import proved_closed
from leftopen.errors import NotAllowed
from leftopen.impact.respond.checklist import Around, StepState, checklist
from leftopen.impact.respond.clocks import Clock, clocks
from leftopen.impact.respond.questions import laws
from leftopen.impact.respond.response import Response, response_of
from leftopen.model.assessment import Depth
from leftopen.model.case import Case
from leftopen.model.readers import ReadersResult
from leftopen.model.response import ResponseEntry
from leftopen.service.assessments import of_case
from leftopen.service.respond import readings
from leftopen.service.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResponse:
    """`misfits`: what was changed or removed in the log from outside, one sentence each."""

    case: Case
    entries: tuple[ResponseEntry, ...]
    response: Response
    around: Around
    misfits: tuple[str, ...]

    @property
    def begun(self) -> bool:
        """Did anybody write an entry yet?"""
        return bool(self.entries)

    def steps(self, outdated: frozenset[str] = frozenset()) -> list[StepState]:
        return checklist(self.response, self.around, outdated)


def load(workspace: Workspace, prefix: str) -> CaseResponse:
    """Raises NotFound, StoreFailed for an entry that was damaged from outside."""
    records = workspace.store.records
    case = records.cases.get(prefix)
    entries, events = records.responses.with_events(case.id)
    chosen = of_case.chosen(workspace, case.id)
    return CaseResponse(
        case=case,
        entries=tuple(entries),
        response=response_of(entries),
        around=Around(
            held=records.case_holds.find(case.id) is not None,
            proved_closed=proved_closed(case) is not None,
            assessed=chosen is not None and chosen.complete and chosen.assessment.depth is Depth.DEEP,
            readers=_read_since(readings.newest(workspace, case.id), chosen),
        ),
        misfits=tuple(response_chain.misfits(entries, response_chain.named_by(events))),
    )


def _read_since(reading: ReadersResult | None, chosen: of_case.Chosen | None) -> bool:
    """Were the logs read since there is an assessment? An earlier reading knows nothing of its documents."""
    if reading is None or chosen is None:
        return reading is not None
    return reading.assessment == chosen.assessment.id or reading.made >= chosen.assessment.created


def all_clocks(workspace: Workspace, found: CaseResponse) -> list[Clock]:
    return clocks(laws(), found.response, workspace.clock())


def require_intact(found: CaseResponse) -> None:
    """Nothing is signed from a log that was changed. Raises NotAllowed."""
    if found.misfits:
        wrong = "; ".join(found.misfits[:3])
        raise NotAllowed(f"the response to case {found.case.id[:8]} was changed from outside: {wrong}")
