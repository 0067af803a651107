"""The results of an assessment as reviewers left them: without the hits that they rejected."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.review.rejections import Rejections
from leftopen.model.assessment import UnitResult
from leftopen.model.judgement import JudgementKind
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace import Workspace


def rejections(workspace: Workspace) -> Rejections:
    """What counts as rejected now, in every assessment of this data folder."""
    return Rejections.of(workspace.store.records.judgements.list(JudgementKind.HIT))


def results(folder: AssessmentFolder, rejected: Rejections) -> Iterator[UnitResult]:
    """As `AssessmentFolder.results`; `rejected` counts what was left out."""
    return map(rejected.apply, folder.results())
