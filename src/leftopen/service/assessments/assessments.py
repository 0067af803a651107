"""Lists, shows and deletes assessments."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.assessment import Assessment
from leftopen.service.assessments.folder import LOCK, AssessmentFolder, folders
from leftopen.service.cases.holds import held
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace

Listed = tuple[Assessment, int]
"""An assessment, and how many of its units are done."""


def list_all(workspace: Workspace) -> list[Listed]:
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
    """The newest, or what read the pictures of the same paths (`with_pictures`). Raises NotFound when there
    is none."""
    found = list_all(workspace)
    if not found:
        raise NotFound("no assessments; to make one: leftopen assess PATH")
    return get(workspace, with_pictures(found[0], found)[0].id)


def with_pictures(one: Listed, found: Sequence[Listed]) -> Listed:
    """The newest complete one of `found` that read the pictures of just the same paths; without such a one,
    `one` itself. A later reading without pictures holds less, so that people would be missed in silence."""
    if one[0].ocr:
        return one
    better = [
        (other, done)
        for other, done in found
        if other.ocr and done == other.units and _source(other) == _source(one[0])
    ]
    return max(better, key=lambda each: each[0].created, default=one)


def _source(one: Assessment) -> tuple[str, frozenset[str]]:
    return one.endpoint, frozenset(one.paths)


def delete(workspace: Workspace, prefix: str, *, by: str) -> Assessment:
    """All of it: its results are kept nowhere else. Raises NotFound; NotAllowed while it is being read, and
    while its case is held."""
    folder = get(workspace, prefix)
    assessment = folder.assessment()
    if assessment.case in held(workspace):
        lift = f"leftopen cases release {assessment.case[:8]}"
        raise NotAllowed(f"assessment {assessment.id} is of a case that is held; to lift it: {lift}")
    with try_lock(workspace.data, f"{LOCK}{assessment.id}") as free:
        if not free:
            raise NotAllowed(f"assessment {assessment.id} is being read; stop that first")
        folder.remove()
    audit_log.record(workspace, by, "deleted assessment", assessment.id, "")
    return assessment
