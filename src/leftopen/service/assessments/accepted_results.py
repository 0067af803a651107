"""The results of an assessment as reviewers left them, and by what their figures are known to be of now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container

from leftopen import __version__
from leftopen.impact.review.agreement import Agreement, agreements
from leftopen.impact.review.rejections import Rejections
from leftopen.model.judgement import Judgement, JudgementKind
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.judgements import Judgements

Judged = dict[str, dict[str, Judgement]]
RULES = 4
"""By which people are counted: with another number, what is kept is counted again."""


def rejections(workspace: Workspace) -> Rejections:
    """What counts as rejected now, in every assessment of this data folder."""
    return Rejections.of(Judgements(workspace.store.records).of_kind(JudgementKind.HIT))


def judgements_of(
    workspace: Workspace, kind: JudgementKind, subjects: Container[str]
) -> tuple[Judged, tuple[Agreement, ...]]:
    """Subject to person to judgement, and how far the reviewers agree on these subjects."""
    judged = [one for one in Judgements(workspace.store.records).of_kind(kind) if one.subject in subjects]
    by_subject: defaultdict[str, dict[str, Judgement]] = defaultdict(dict)
    for one in judged:
        by_subject[one.subject][one.by] = one
    return dict(by_subject), tuple(agreements(judged))


def lists_of(folder: AssessmentFolder) -> str:
    """What the lists to review are made of, beside the results: the versions that read and that counts."""
    return f"{folder.assessment().version} {__version__}"


def figures_of(workspace: Workspace, folder: AssessmentFolder) -> str:
    """The same of every figure: what was rejected too."""
    return f"{lists_of(folder)} {RULES} {rejections(workspace).key}"
