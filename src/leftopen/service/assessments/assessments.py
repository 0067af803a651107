"""Lists, shows and deletes assessments."""

from __future__ import annotations

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.assessment import Assessment
from leftopen.service import audit_log
from leftopen.service.assessments.folder import AssessmentFolder, folders
from leftopen.service.cases.holds import held
from leftopen.service.locks import try_lock
from leftopen.service.workspace import Workspace


def listed(workspace: Workspace) -> list[tuple[Assessment, int]]:
    """Each with the number of its units that are done; the newest first."""
    found = [(folder.assessment(), len(folder.done())) for folder in folders(workspace.data)]
    return sorted(found, key=lambda one: one[0].created, reverse=True)


def get(workspace: Workspace, prefix: str) -> AssessmentFolder:
    """By its id or the beginning of it. Raises NotFound."""
    found = [one for one in folders(workspace.data) if one.path.name.startswith(prefix)]
    if not prefix or len(found) != 1:
        what = (
            f"{len(found)} assessments begin with {prefix}" if len(found) > 1 else f"no assessment {prefix}"
        )
        raise NotFound(f"{what}; to see them: leftopen assess list")
    return found[0]


def newest(workspace: Workspace) -> AssessmentFolder:
    """Raises NotFound when there is none."""
    found = listed(workspace)
    if not found:
        raise NotFound("no assessments; to make one: leftopen assess PATH")
    return get(workspace, found[0][0].id)


def delete(workspace: Workspace, prefix: str, *, by: str) -> Assessment:
    """All of it: its results are kept nowhere else. Raises NotFound; NotAllowed while it is being read, and
    while its case is held."""
    folder = get(workspace, prefix)
    assessment = folder.assessment()
    if assessment.case in held(workspace):
        lift = f"leftopen cases unhold {assessment.case[:8]}"
        raise NotAllowed(f"assessment {assessment.id} is of a case that is held; to lift it: {lift}")
    with try_lock(workspace.data, f"assessment-{assessment.id}") as free:
        if not free:
            raise NotAllowed(f"assessment {assessment.id} is being read; stop that first")
        folder.remove()
    audit_log.record(workspace, by, "deleted assessment", assessment.id, "")
    return assessment
