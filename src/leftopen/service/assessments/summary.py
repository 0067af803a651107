"""The report of an assessment as JSON: what it holds, who is affected, what became of every document."""

from __future__ import annotations

from typing import Any

from leftopen.service.assessments import count
from leftopen.service.assessments.accepted_results import figures_of
from leftopen.service.assessments.figures import SUMMARY, Line
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace.workspace import Workspace


def summary_line(workspace: Workspace, folder: AssessmentFolder) -> Line:
    """`type: summary`: what it holds without what reviewers rejected, and what became of every document.
    Counted once for the results and rejections that there are. Raises NotCounted where it is not counted
    here."""
    return counted_before(workspace, folder) or _line(folder, count.result(workspace, folder, _stored))


def counted_before(workspace: Workspace, folder: AssessmentFolder) -> Line | None:
    """The summary where it is counted already, for lists: counting may take long."""
    known = _stored(workspace, folder)
    return None if known is None else _line(folder, known)


def _stored(workspace: Workspace, folder: AssessmentFolder) -> dict[str, Any] | None:
    return folder.cached_result(SUMMARY, figures_of(workspace, folder), dict[str, Any])


def _line(folder: AssessmentFolder, counted: dict[str, Any]) -> Line:
    pace = folder.pace()
    return {
        **counted,
        "seconds": round(pace.seconds, 1),
        "bytes_read": pace.bytes,
    }
