"""Records one decision in each case of a group: every case keeps its own event and its own proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leftopen.cases.closure_rules import LIVE
from leftopen.cases.state_machine import MOVES
from leftopen.errors import ChangedSince, NotAllowed, NotFound
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.service.cases.case_groups import same_server
from leftopen.service.cases.decisions import Given, decide, record
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.entities.cases.cases import Cases

STANDING = LIVE | {CaseState.SILENT, CaseState.ACCEPTED, CaseState.FALSE_POSITIVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDecision:
    """The `cases` in which it is recorded, and of those that `failed` the id and the reason."""

    cases: Sequence[Case]
    failed: Sequence[tuple[str, str]] = ()


def decide_server(
    workspace: Workspace, prefix: str, kind: CaseEventKind, body: Given, *, only: bool = False
) -> GroupDecision:
    """Decides the case, then the cases of the same server that the decision fits; `only`: no others. Raises
    what `decide` raises for the case itself."""
    case = Cases(workspace.store.records).get(prefix)
    others = () if only else same_server(workspace, case).cases[1:]
    wanted = [(other.id, None) for other in others if fits(kind, case, other)]
    done = [decide(workspace, case.id, kind, body)]
    rest = decide_each(workspace, wanted, kind, body)
    return GroupDecision(cases=[*done, *rest.cases], failed=rest.failed)


def fits(kind: CaseEventKind, case: Case, other: Case) -> bool:
    """Whether a decision about a case is one about another of its group too. What was closed at another
    address earlier is not reopened with it, and not closed again."""
    if kind is CaseEventKind.REOPENED:
        return other.state is case.state
    return other.state in STANDING and kind in MOVES[other.state]


def decide_each(
    workspace: Workspace,
    wanted: Sequence[tuple[str, int | None]],
    kind: CaseEventKind,
    body: Given,
    *,
    by: str = "",
) -> GroupDecision:
    """Each case by itself: what cannot be changed holds up no other. `wanted`: ids and versions, as in
    `decide`."""
    done, failed = [], []
    for id, version in wanted:
        try:
            done.append(record(workspace, id, kind, body, by=by, version=version))
        except (NotAllowed, NotFound, ChangedSince) as error:
            failed.append((id, str(error)))
    # At once: a server may have thousands of addresses, and each insert waits for the engine.
    if done:
        ObservationWriter(workspace.store.client).put_cases(done)
    return GroupDecision(cases=done, failed=failed)
