"""Cases: the list, and what a person decides about one."""

from __future__ import annotations

import getpass
from collections.abc import Mapping

from leftopen.cases.life import MOVES
from leftopen.errors import NotAllowed
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.service.desk import Desk

LISTED = (CaseState.OPEN, CaseState.NOTIFIED, CaseState.ACKNOWLEDGED)


def listed(desk: Desk, *, everything: bool = False) -> list[Case]:
    """Those that are open, or all; the gravest first, then the oldest."""
    found = desk.store.records.cases.list(None if everything else LISTED)
    return sorted(found, key=lambda case: (-case.severity.rank, case.first_open, case.id))


def decide(desk: Desk, prefix: str, kind: CaseEventKind, body: Mapping[str, str]) -> Case:
    """Records a person's decision. Raises NotFound, or NotAllowed when it can't happen to such a case."""
    case = desk.store.records.cases.get(prefix)
    if kind not in MOVES[case.state]:
        words = kind.value.replace("_", " ")
        raise NotAllowed(f"case {case.id[:8]} is {case.state}; `{words}` can't happen to it now")
    desk.store.records.cases.append(case.id, kind, desk.clock(), getpass.getuser(), dict(body))
    case = desk.store.records.cases.get(case.id)
    desk.store.observations.put_case(case)
    return case
