"""Exclusions: what is not scanned, not reported or told to nobody, until when, by whom and why."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadRequest, NotAllowed, NotFound
from leftopen.model.exclusion import Exclusion, ExclusionKind
from leftopen.model.permission import Permission
from leftopen.scope.file import day
from leftopen.service.exclusions import records, reports
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view.check_titles import with_titles

PATH = "/exclusions"


def show(request: ConsoleRequest) -> Response:
    listed = _mine(request)
    cases = request.visibility.cases(Cases(request.workspace.store.records).list(LIVE))
    touched = reports.touched(request.workspace, cases)
    if request.json:
        return request.lines([records.line(one, touched[one.id]) for one in listed])
    return request.draw(
        "exclusions.html",
        listed=listed,
        touched=touched,
        kinds=list(ExclusionKind),
        whole=not request.visibility.networks,
        checks=with_titles(request.language, {case.check for case in cases}),
    )


def _mine(request: ConsoleRequest) -> list[Exclusion]:
    found = records.every(request.workspace, ended=True)
    return [one for one in found if request.visibility.sees_all_of(one.target)]


def add(request: ConsoleRequest) -> Response:
    """Every target must be visible to the user."""
    words = request.one("targets").replace(",", " ").split()
    if not all(request.visibility.sees_all_of(word) for word in words):
        raise BadRequest("outside the networks that your account can see")
    kind, port = request.one("kind"), request.one("port").strip() or "0"
    if kind not in list(ExclusionKind):
        raise BadRequest("choose what the exclusion does")
    if not (port.isascii() and port.isdigit()):
        raise BadRequest("the port is not valid")
    wish = records.ExclusionRequest(
        kind=ExclusionKind(kind), targets=words, until=day(request.one("until")),
        why=request.one("because").strip(), port=int(port[:6]), check=request.one("check").strip(),
    )  # fmt: skip
    records.add(request.workspace, wish, by=request.person.name)
    return request.to(PATH, said="exclusion-added")


def remove(request: ConsoleRequest) -> Response:
    """Ends it now. A denial of the scope is revoked as on the page Scope: by a user who sees everything and
    confirmed their identity."""
    one = next((one for one in _mine(request) if one.id == request.one("id")), None)
    if one is None:
        raise NotFound("there is no such exclusion")
    if one.kind is ExclusionKind.NOT_SCANNED:
        if request.visibility.networks:
            raise NotAllowed("only a user who sees everything can revoke a never-scan entry")
        if not request.unlocked:
            return request.to("/unlock", next=PATH)
    records.remove(request.workspace, one.id, by=request.person.name)
    return request.to(PATH, said="removed")


page = Page(
    routes=(
        get(PATH, Permission.SCOPE, show),
        post(PATH, Permission.SCOPE, add),
        post("/exclusions/remove", Permission.SCOPE, remove),
    ),
    link=Link(
        title="Exclusions",
        help="Targets that are not scanned, not reported or not notified, until when and why.",
        order=440,
    ),
    about="watch/exclusions",
)
