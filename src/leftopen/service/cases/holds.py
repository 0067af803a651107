"""Holds a case, so that nothing of it is deleted, and lifts the hold."""

from __future__ import annotations

from leftopen.errors import NotAllowed
from leftopen.model.case import Case
from leftopen.model.case_hold import CaseHold
from leftopen.present.printable import printable
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import require_reason
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.case_holds import CaseHolds, CaseHoldWriter
from leftopen.store.records.entities.cases.cases import Cases

REASON = 500


def hold(workspace: Workspace, prefix: str, why: str, *, by: str = "") -> Case:
    """Raises NotFound, NotAllowed without a reason."""
    case, who = Cases(workspace.store.records).get(prefix), by or os_user()
    require_reason(why)
    reason = workspace.contents().mask(printable(why, REASON))
    CaseHoldWriter(Changes(workspace.store.records)).put(
        CaseHold(case=case.id, at=workspace.clock(), by=who, why=reason)
    )
    audit_log.record(workspace, who, "case hold", case.id, reason)
    return case


def unhold(workspace: Workspace, prefix: str, *, by: str = "") -> Case:
    """Raises NotFound, NotAllowed for a case that is not held."""
    case, who = Cases(workspace.store.records).get(prefix), by or os_user()
    if not CaseHoldWriter(Changes(workspace.store.records)).remove(case.id):
        raise NotAllowed(f"case {case.id[:8]} is not held")
    audit_log.record(workspace, who, "case unhold", case.id)
    return case


def held(workspace: Workspace) -> frozenset[str]:
    """The ids of all cases that are held."""
    return frozenset(one.case for one in CaseHolds(workspace.store.records).list())
