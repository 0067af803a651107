"""Assessments: what leaked stores held. The list, and one of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.responses import Response

from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.service.assessments import assessments, figures, summary
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.translate import number
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import visible_assessments
from leftopen.web.console.view.pictures import assessment_pictures, response_pictures

ROWS = 200
HIDDEN = ("examples", "highest", "paths", "sha256")
"""Not in the JSON of the page."""


def show(request: ConsoleRequest) -> Response:
    """Newest first. Figures that are not counted yet are left out: counting may take long."""
    found = [
        _row(request, visible_assessments.folder(request, one.id))
        for one, _ in assessments.list_all(request.workspace)
        if visible_assessments.sees(request, one)
    ]
    if request.json:
        return request.lines([_without(one) for one in found[:ROWS]])
    return request.draw("assessments.html", found=found[:ROWS], total=len(found), most=ROWS)


def _row(request: ConsoleRequest, folder: AssessmentFolder) -> dict[str, Json]:
    workspace, assessment = request.workspace, folder.assessment()
    counted = summary.counted_before(workspace, folder)
    line = counted or figures.line(assessment, len(folder.done()))
    masked = workspace.contents().mask_all([*assessment.paths[:3]])
    pace = folder.pace()
    return line | {
        "counted": counted is not None,
        "name": (masked[0].rstrip("/").rpartition("/")[2] if masked else "") or assessment.id,
        "sources": list[Json](masked),
        "rate": pace.bytes / pace.seconds / 1e6 if pace.seconds > 0 and pace.bytes else None,
    }


def one(request: ConsoleRequest) -> Response:
    folder = visible_assessments.folder(request, request.parts["id"])
    if request.json:
        return request.lines(_without(summary.summary_line(request.workspace, folder)))
    return _drawn(request, folder, evidence=False)


def evidence(request: ConsoleRequest) -> Response:
    """With masked examples; the audit entry is written before they are shown."""
    folder = visible_assessments.folder(request, request.parts["id"])
    request.audit("viewed evidence", folder.path.name, "assessment")
    return _drawn(request, folder, evidence=True)


def _drawn(request: ConsoleRequest, folder: AssessmentFolder, *, evidence: bool) -> Response:
    line = summary.summary_line(request.workspace, folder)
    case = Cases(request.workspace.store.records).find(str(line["case"] or ""))
    return request.draw(
        "assessment.html",
        one=line,
        row=_row(request, folder),
        case=case if case and request.visibility.sees(case.address) else None,
        severities=assessment_pictures.SEVERITIES,
        outcomes=response_pictures.OUTCOMES,
        whole=assessment_pictures.completeness(line, request.t, partial(number, request.language)),
        pictures=assessment_pictures.pictures(line, request.t),
        evidence=evidence,
    )


def _without(line: Mapping[str, Any]) -> dict[str, Json]:
    """Without masked examples: they are shown for one assessment at a time, on the page."""
    cleared: dict[str, Json] = {name: _cleared(value) for name, value in line.items() if name not in HIDDEN}
    return cleared


def _cleared(value: Any) -> Json:
    if isinstance(value, dict):
        return {name: _cleared(held) for name, held in value.items() if name not in HIDDEN}
    return [_cleared(held) for held in value] if isinstance(value, list) else value


page = Page(
    routes=(
        get("/assessments", Permission.EVIDENCE, show),
        get("/assessment/{id}", Permission.EVIDENCE, one),
        post("/assessment/{id}/evidence", Permission.EVIDENCE, evidence, unlocked=True),
    ),
    link=Link(
        title="Assessments",
        help="Contents of leaked stores, and the people affected.",
        order=310,
    ),
    about="leak/assessing",
)
