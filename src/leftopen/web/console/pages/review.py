"""What is readable but perhaps meant to be, and the decision about each: a case, or meant to be open."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from leftopen.errors import BadRequest, ChangedSince, NotAllowed, NotFound
from leftopen.model.facts import Json
from leftopen.model.permission import Permission
from leftopen.model.review import Review
from leftopen.present.json_lines import review_line
from leftopen.service.cases import review
from leftopen.service.workspace.audit_log import require_reason
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
        total=len(groups[0]),
        undecided=_alike(groups[0]),
        published=_alike(groups[1]),
        gone=_alike(groups[2]),
        most=ROWS,
        path=PATH,
        marks={one.id: review.mark(one) for one in shown},
        urls={one.id: review.visible_at(request.workspace, one.finding) for one in shown},
        plain={one.id: review.words(request.workspace, one.finding, request.t) for one in shown},
    )


def _alike(found: Sequence[Review]) -> list[list[Review]]:
    """Those that are shown, by shape and reason: one decision may be about all of a group."""
    groups: dict[tuple[str, str, bool], list[Review]] = {}
    for one in found[:ROWS]:
        judged = one.finding.judged
        groups.setdefault((judged.check, judged.intent_why, one.word is None), []).append(one)
    return list(groups.values())


def _line(request: ConsoleRequest, one: Review) -> dict[str, Json]:
    """Without masked examples and without requests and responses; a clause only for those who may read it."""
    line = review_line(one, review.words(request.workspace, one.finding))
    hidden = {"transcript", "evidence", *(() if visible_cases.clauses(request) else ("clause",))}
    return {name: value for name, value in line.items() if name not in hidden}


def decide(request: ConsoleRequest) -> Response:
    """One decision about all that are selected, each named as `ID:MARK`. What can't be decided holds up no
    other. Raises BadRequest, NotFound, NotAllowed and ChangedSince."""
    action, selected = request.one("action"), request.every("finding")
    if action not in ("open", "published"):
        raise BadRequest("choose a decision")
    if not 1 <= len(selected) <= ROWS:
        raise BadRequest(f"select 1 to {ROWS} services")
    if action == "published":
        require_reason(request.one("because"))
    found, failed, to = [_wanted(request, one) for one in selected], [], PATH
    for one, shown in found:
        try:
            if action == "published":
                review.dismiss(
                    request.workspace, one.id, request.one("because"), by=request.person.name, shown=shown
                )
            else:
                case = review.open_case(request.workspace, one.id, by=request.person.name, shown=shown)
                to = f"/case/{case.id}"
        except (ChangedSince, NotAllowed) as error:
            failed.append(error)
    if failed:
        raise failed[-1]
    if len(found) == 1:
        return request.to(to, said="decided")
    return request.to(PATH, said="reviews-decided", n=str(len(found)))


def _wanted(request: ConsoleRequest, selected: str) -> tuple[Review, str]:
    """The entry, and its mark as the user saw it. Raises NotFound, also for one that is not visible."""
    id, _, shown = selected.partition(":")
    found = Reviews(request.workspace.store.records).find(id)
    if found is None or not request.visibility.sees(found.finding.judged.endpoint.address):
        raise NotFound(f"there is no finding to review {id[:8]!r}")
    return found, shown


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
    about="shapes-and-review",
)
