"""The people whose data an assessment found, masked, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import msgspec
from starlette.responses import Response, StreamingResponse

from leftopen import catalogue
from leftopen.errors import BadRequest
from leftopen.impact.people.join import Strength
from leftopen.model.access_logs import ReadVerdict
from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.service.access_logs import people as people_served
from leftopen.service.assessments import people
from leftopen.service.assessments.stored_people import BLOCK, StoredPeople
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get
from leftopen.web.console.view import visible_assessments
from leftopen.web.responses import JsonResponse

ROWS = 50
TEXTS = tuple(one.value.replace("_", " ") for one in (*ReadVerdict, *Strength))
"""Every text that is translated and stands in no template."""


def show(request: ConsoleRequest) -> Response:
    """Those with the most kinds of data first; `kind`: only people with that. The audit entry is written
    before they are shown."""
    folder = visible_assessments.folder(request, request.parts["id"])
    found, served = people_served.of_assessment(request.workspace, folder)
    request.audit("viewed evidence", folder.path.name, "people")
    kind = _kind(request, found)
    if request.json:
        return _json(people.lines(found, kind, served))
    total = found.total(kind)
    last = max(1, -(-total // ROWS))
    page = min(_page(request), last)
    rows = islice(people.lines(found, kind, served, (page - 1) * ROWS), ROWS)
    return request.draw(
        "assessment_people.html",
        assessment=folder.path.name,
        found=found.head.of(kind),
        complete=found.head.complete,
        kinds=[(name, _label(request, name), count) for name, count in found.by_label().items()],
        kind=kind,
        total=total,
        shown=list(rows),
        labels={name: _label(request, name) for name in found.by_label()},
        served=served is not None,
        page=page,
        last=last,
    )


def _json(lines: Iterator[dict[str, Json]]) -> Response:
    """A list, sent as it is read: there may be a million of them."""

    def pieces() -> Iterator[bytes]:
        mark = b"["
        while part := list(islice(lines, BLOCK)):
            yield mark + msgspec.json.encode(part)[1:-1]
            mark = b","
        yield b"[]" if mark == b"[" else b"]"

    return StreamingResponse(pieces(), media_type=JsonResponse.media_type)


def _label(request: ConsoleRequest, name: str) -> str:
    return catalogue.detector_label(name).text(request.language)


def _kind(request: ConsoleRequest, found: StoredPeople) -> str:
    """'' for all of them. Raises BadRequest for a kind that nobody has."""
    kind = request.one("kind")
    if kind and kind not in found.by_label():
        raise BadRequest("choose a kind of data that the assessment found")
    return kind


def _page(request: ConsoleRequest) -> int:
    """Raises BadRequest."""
    text = request.one("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text)):
        raise BadRequest("a page is a number from 1")
    return int(text)


page = Page(
    routes=(get("/assessment/{id}/people", Permission.EVIDENCE, show, unlocked=True),),
    under="assessments",
    about="leak/assessing",
)
