"""The newest decision about several cases of each session: which cases it changed, and how it is undone."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cachetools import TTLCache

from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.present.timestamps import format_utc_or_none
from leftopen.service.cases.group_decisions import decide_each
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases

MOST_UNDONE = 200
BY_REOPENING = (CaseEventKind.ACCEPTED, CaseEventKind.MARKED_FALSE, CaseEventKind.CLOSED_BY_WORD)
WHY = "the decision was undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDecision:
    """The `cases` as they were before, and the version that the decision gave each. `undoable`: an event of
    each leads back to exactly what it was."""

    kind: CaseEventKind
    cases: Sequence[Case]
    versions: Mapping[str, int]

    @property
    def undoable(self) -> bool:
        reopens = self.kind in BY_REOPENING and all(case.state is CaseState.OPEN for case in self.cases)
        exact = reopens or self.kind in (CaseEventKind.ASSIGNED, CaseEventKind.DUE_SET)
        return exact and len(self.cases) <= MOST_UNDONE


class LastDecisions:
    """In memory, for ten minutes. Thread-safe."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: TTLCache[str, LastDecision] = TTLCache(500, 600)

    def keep(self, session: str, workspace: Workspace, kind: CaseEventKind, before: Sequence[Case]) -> None:
        """After the decision, with the cases as they were."""
        version = Cases(workspace.store.records).version
        versions = {case.id: version(case.id) for case in before[:MOST_UNDONE]}
        with self._guard:
            self._kept[session] = LastDecision(kind=kind, cases=before, versions=versions)

    def find(self, session: str) -> LastDecision | None:
        with self._guard:
            return self._kept.get(session)

    def undo(self, session: str, workspace: Workspace, *, by: str) -> list[tuple[str, str]] | None:
        """The cases that somebody changed since, with the reason; None where there is nothing to undo."""
        with self._guard:
            last = self._kept.pop(session, None)
        if last is None or not last.undoable:
            return None
        kind = CaseEventKind.REOPENED if last.kind in BY_REOPENING else last.kind
        failed: list[tuple[str, str]] = []
        for case in last.cases:
            wanted = [(case.id, last.versions[case.id])]
            failed += decide_each(workspace, wanted, kind, _back(kind, case), by=by).failed
        return failed


def _back(kind: CaseEventKind, case: Case) -> dict[str, str | None]:
    if kind is CaseEventKind.ASSIGNED:
        return {"assignee": case.assignee}
    return {"due": format_utc_or_none(case.due)} if kind is CaseEventKind.DUE_SET else {"because": WHY}
