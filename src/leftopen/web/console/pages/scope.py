"""The scope: which targets may be scanned, authorised by whom, until when."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import BadAddress, BadRequest, NotAllowed, NotFound
from leftopen.model.address import Address
from leftopen.model.permission import Permission
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Effect, Permit, ScopeRecord
from leftopen.scope import file
from leftopen.scope.decide import Scope
from leftopen.service.exclusions import scopes
from leftopen.store.records.entities.scopes import Scopes
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.console.view import visible_cases

LONGEST = 500


def show(request: ConsoleRequest) -> Response:
    records = _mine(request)
    if request.json:
        return request.lines([scopes.line(record) for record in records])
    question = request.one("check").strip()
    return request.draw(
        "scope.html",
        records=records,
        levels=list(ReadLevel),
        check=question,
        permit=_permit(request, question),
        whole=not request.visibility.networks,
    )


def _mine(request: ConsoleRequest) -> list[ScopeRecord]:
    visibility = request.visibility
    return [
        one for one in Scopes(request.workspace.store.records).list() if visibility.sees_all_of(one.target)
    ]


def _permit(request: ConsoleRequest, text: str) -> Permit | None:
    """May this address be scanned now, and by which clause?"""
    if not text:
        return None
    try:
        address = Address.parse(text)
    except ValueError:
        raise BadAddress(f"{text[:64]!r} is not a valid IP address") from None
    if not request.visibility.sees(address):
        raise BadRequest("outside the networks that your account can see")
    scope = Scope(records=Scopes(request.workspace.store.records).list())
    return visible_cases.permit(request, scope.permit(address, request.workspace.clock()))


def add(request: ConsoleRequest) -> Response:
    words = [word for line in request.one("targets").splitlines() if (word := line.strip())]
    if not 1 <= len(words) <= LONGEST:
        raise BadRequest(f"enter 1 to {LONGEST} networks or host names, one per line")
    effect = _effect(request.one("effect"))
    allow = effect is Effect.ALLOW
    records = [
        file.record(
            word,
            effect=effect,
            authorised_by=request.one("authorised_by") if allow else request.person.name,
            until=file.day(request.one("until")) if allow else None,
            now=request.workspace.clock(),
            level=_level(request.one("read")),
            anonymous=allow and request.one("anonymous") == "yes",
            org=request.one("org")[:200],
            contact=request.one("contact")[:300],
            note=request.one("note")[:1000],
        )
        for word in words
    ]
    if not all(request.visibility.sees_all_of(record.target) for record in records):
        raise BadRequest("outside the networks that your account can see")
    scopes.add(
        request.workspace, records, by=request.person.name, may_tell=request.may("notify"),
        visibility=request.visibility,
    )  # fmt: skip
    return request.to("/scope", said="scope_added")


def _effect(text: str) -> Effect:
    if text not in list(Effect):
        raise BadRequest("choose an effect: scanning allowed, or never scan")
    return Effect(text)


def _level(text: str) -> ReadLevel:
    if text not in list(ReadLevel):
        raise BadRequest(f"invalid read level: choose one of {', '.join(ReadLevel)}")
    return ReadLevel(text)


def remove(request: ConsoleRequest) -> Response:
    """Revokes an entry. Removing a denial needs a user who sees everything and who confirmed their
    identity."""
    record = next((one for one in _mine(request) if one.id == request.one("id")), None)
    if record is None:
        raise NotFound("authorisation not found")
    if record.effect is Effect.DENY and request.visibility.networks:
        raise NotAllowed("only a user who sees everything can revoke a never-scan entry")
    if record.effect is Effect.DENY and not request.unlocked:
        return request.to("/unlock", next="/scope")
    scopes.remove(request.workspace, record.id, by=request.person.name)
    return request.to("/scope", said="scope_removed")


page = Page(
    routes=(
        get("/scope", Permission.SCOPE, show),
        post("/scope/add", Permission.SCOPE, add),
        post("/scope/remove", Permission.SCOPE, remove),
    ),
    link=Link(
        title="Scope",
        help="Authorisations: what may be scanned, and who allowed it.",
        order=430,
    ),
    about="watch/authorisation",
)
