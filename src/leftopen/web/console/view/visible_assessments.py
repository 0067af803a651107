"""Which assessments a user may see: those of a case with the case; the others only who sees all networks."""

from __future__ import annotations

from leftopen.errors import NotFound
from leftopen.model.assessment import Assessment
from leftopen.service.assessments.folder import AssessmentFolder, folders
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.web.console.http.request import ConsoleRequest


def sees(request: ConsoleRequest, one: Assessment) -> bool:
    if not request.visibility.networks:
        return True
    case = Cases(request.workspace.store.records).find(one.case) if one.case else None
    return case is not None and request.visibility.sees(case.address)


def folder(request: ConsoleRequest, id: str) -> AssessmentFolder:
    """By the full id. NotFound is the same for a hidden one and for a missing one."""
    found = next((one for one in folders(request.workspace.data) if one.path.name == id), None)
    if found is None or not sees(request, found.assessment()):
        raise NotFound(f"there is no assessment {id[:8]!r}")
    return found
