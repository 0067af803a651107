"""Who may be scanned, by whose word, until when."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import BadAddress, BadRequest, NotAllowed, NotFound
from leftopen.model.address import Address
from leftopen.model.level import Level
from leftopen.model.permission import Permission
from leftopen.model.scope import Effect, Permit, ScopeRecord
from leftopen.scope import file
from leftopen.scope.decide import Scope
from leftopen.service import authorise
from leftopen.web.console import sighted
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get, post

LONGEST = 500


def page(asked: Asked) -> Response:
    records = _mine(asked)
    if asked.json:
        return asked.lines([authorise.line(record) for record in records])
    question = asked.one("check").strip()
    return asked.draw(
        "scope.html", records=records, levels=list(Level), check=question, permit=_permit(asked, question),
        whole=not asked.sight.networks,
    )  # fmt: skip


def _mine(asked: Asked) -> list[ScopeRecord]:
    sight = asked.sight
    return [one for one in asked.desk.store.records.scopes.list() if sight.sees_all_of(one.target)]


def _permit(asked: Asked, text: str) -> Permit | None:
    """May this address be touched, now, and by which clause?"""
    if not text:
        return None
    try:
        address = Address.parse(text)
    except ValueError:
        raise BadAddress(f"{text[:64]!r} is no address") from None
    if not asked.sight.sees(address):
        raise BadRequest("this is outside of the networks that your account is for")
    scope = Scope(records=asked.desk.store.records.scopes.list())
    return sighted.permit(asked, scope.permit(address, asked.desk.clock()))


def add(asked: Asked) -> Response:
    words = [word for line in asked.one("targets").splitlines() if (word := line.strip())]
    if not 1 <= len(words) <= LONGEST:
        raise BadRequest(f"name 1 to {LONGEST} networks or host names, one in a line")
    effect = _effect(asked.one("effect"))
    allow = effect is Effect.ALLOW
    records = [
        file.record(
            word,
            effect=effect,
            authorised_by=asked.one("authorised_by") if allow else asked.person.name,
            until=file.day(asked.one("until")) if allow else None,
            now=asked.desk.clock(),
            level=_level(asked.one("read")),
            org=asked.one("org")[:200],
            contact=asked.one("contact")[:300],
            note=asked.one("note")[:1000],
        )
        for word in words
    ]
    if not all(asked.sight.sees_all_of(record.target) for record in records):
        raise BadRequest("this is outside of the networks that your account is for")
    authorise.add(asked.desk, records, by=asked.person.name)
    return asked.to("/scope", said="scope_added")


def _effect(text: str) -> Effect:
    if text not in list(Effect):
        raise BadRequest("choose whether they may be scanned, or never")
    return Effect(text)


def _level(text: str) -> Level:
    if text not in list(Level):
        raise BadRequest(f"how deep to read is one of {', '.join(Level)}")
    return Level(text)


def remove(asked: Asked) -> Response:
    """What is denied may be scanned afterwards: that is for who sees everything, and just proved who sits
    there."""
    record = next((one for one in _mine(asked) if one.id == asked.one("id")), None)
    if record is None:
        raise NotFound("there is no such authorisation")
    if record.effect is Effect.DENY and asked.sight.networks:
        raise NotAllowed("only an account that sees everything takes back what may never be scanned")
    if record.effect is Effect.DENY and not asked.unlocked:
        return asked.to("/unlock", next="/scope")
    authorise.remove(asked.desk, record.id, by=asked.person.name)
    return asked.to("/scope", said="scope_removed")


routes = (
    get("/scope", Permission.SCOPE, page),
    post("/scope/add", Permission.SCOPE, add),
    post("/scope/remove", Permission.SCOPE, remove),
)
