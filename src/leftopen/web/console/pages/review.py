"""What is readable but perhaps meant to be, and the decision about each: a case, or meant to be open."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import BadRequest, NotFound
from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.model.review import Review
from leftopen.present.json_lines import review_line
from leftopen.service.cases import review
from leftopen.store.records.entities.cases.reviews import Reviews
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import visible_cases

PATH = "/exposures/review"
ROWS = 200


def show(request: ConsoleRequest) -> Response:
    found = [
        one
        for one in review.list_reviews(request.workspace, everything=True)
        if request.visibility.sees(one.finding.judged.endpoint.address)
    ]
    if request.json:
        return request.lines([_line(request, one) for one in found])
    groups = (
        [one for one in found if one.seen and one.undecided],
        [one for one in found if one.seen and not one.undecided],
        [one for one in found if not one.seen],
    )
    shown = [one for group in groups for one in group[:ROWS]]
    return request.draw(
        "review.html",
        undecided=groups[0],
        published=groups[1],
        gone=groups[2],
        most=ROWS,
        path=PATH,
        marks={one.id: review.mark(one) for one in shown},
        plain={one.id: review.words(request.workspace, one.finding, request.t) for one in shown},
    )


def _line(request: ConsoleRequest, one: Review) -> dict[str, Json]:
    """Without masked examples and without requests and responses; a clause only for those who may read it."""
    line = review_line(one, review.words(request.workspace, one.finding))
    hidden = {"transcript", "evidence", *(() if visible_cases.clauses(request) else ("clause",))}
    return {name: value for name, value in line.items() if name not in hidden}


def decide(request: ConsoleRequest) -> Response:
    action, id = request.one("action"), request.one("finding")
    if action not in ("open", "published"):
        raise BadRequest("choose a decision")
    found = Reviews(request.workspace.store.records).find(id)
    if found is None or not request.visibility.sees(found.finding.judged.endpoint.address):
        raise NotFound(f"there is no finding to review {id[:8]!r}")
    by, shown = request.person.name, request.one("shown")
    if action == "open":
        case = review.open_case(request.workspace, found.id, by=by, shown=shown)
        return request.to(f"/case/{case.id}", said="decided")
    review.dismiss(request.workspace, found.id, request.one("because"), by=by, shown=shown)
    return request.to(PATH, said="decided")


page = Page(
    routes=(
        get(PATH, Permission.VIEW, show, engine=True),
        post(PATH, Permission.CASES, decide, engine=True),
    ),
    link=Link(
        title="Review",
        help="Readable services whose purpose is unknown: decide.",
        order=130,
        live="reviews",
    ),
    about="watch/shapes-and-review",
)
