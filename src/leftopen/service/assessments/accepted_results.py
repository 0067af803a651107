"""The results of an assessment as reviewers left them, and by what their figures are known to be of now."""

from __future__ import annotations

from leftopen import __version__
from leftopen.impact.review.rejections import Rejections
from leftopen.model.judgement import JudgementKind
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace import Workspace
from leftopen.store.records.entities.judgements import Judgements

RULES = 3
"""By which people are counted: with another number, what is kept is counted again."""


def rejections(workspace: Workspace) -> Rejections:
    """What counts as rejected now, in every assessment of this data folder."""
    return Rejections.of(Judgements(workspace.store.records).of_kind(JudgementKind.HIT))


def lists_of(folder: AssessmentFolder) -> str:
    """What the lists to review are made of, beside the results: the versions that read and that counts."""
    return f"{folder.assessment().version} {__version__}"


def figures_of(workspace: Workspace, folder: AssessmentFolder) -> str:
    """The same of every figure: what was rejected too."""
    return f"{lists_of(folder)} {RULES} {rejections(workspace).key}"
