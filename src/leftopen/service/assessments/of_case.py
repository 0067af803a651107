"""Which assessment of a case its response, and the reading of its logs, go by."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.assessment import Assessment, Depth
from leftopen.service.assessments.assessments import list_all, with_pictures
from leftopen.service.assessments.folder import FOLDER, AssessmentFolder
from leftopen.service.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """`done` of its units have a result; `others` are the assessments of the same case that are not read."""

    assessment: Assessment
    folder: AssessmentFolder
    done: int
    others: tuple[Assessment, ...]

    @property
    def complete(self) -> bool:
        return self.done == self.assessment.units


def chosen(workspace: Workspace, case: str) -> Chosen | None:
    """A deep one before a triage, then a complete one before one that was stopped, then the newest; but
    what read the pictures of the same paths before a later one that did not. None where the case has none."""
    found = [(one, done) for one, done in list_all(workspace) if one.case == case]
    if not found:
        return None
    ordered = sorted(
        found,
        key=lambda one: (one[0].depth is Depth.DEEP, one[1] == one[0].units, one[0].created),
        reverse=True,
    )
    first, done = with_pictures(ordered[0], found)
    return Chosen(
        assessment=first,
        folder=AssessmentFolder(path=workspace.data / FOLDER / first.id),
        done=done,
        others=tuple(one for one, _ in ordered if one.id != first.id),
    )
