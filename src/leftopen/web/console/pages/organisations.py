"""Organisations: who is told about their services, when they are at work, and who is on call now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from starlette.responses import Response

from leftopen.errors import BadRequest, NotAllowed
from leftopen.model.on_call import OnCall
from leftopen.model.organisation import Organisation, OrganisationThen, find_by_name
from leftopen.model.permission import Permission
from leftopen.model.scope import Effect
from leftopen.service.organisations import organisations, owner_directory
from leftopen.service.organisations.channels import require_named
from leftopen.service.organisations.organisations import OrganisationChange
from leftopen.store.records.entities.organisations import Organisations
from leftopen.store.records.entities.scopes import Scopes
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post

PATH = "/organisations"
LONGEST = 100
"""Of its contacts, and of its domains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`source`: the host or the name of the file of its calendar, because such a URL is often a secret.
    `then`: who is there now. `ranges`: what the scope names as its own, as far as the user sees it."""

    organisation: Organisation
    ranges: tuple[str, ...]
    then: OrganisationThen
    source: str
    calendar: OnCall | None


def show(request: ConsoleRequest) -> Response:
    workspace, now = request.workspace, request.workspace.clock()
    directory = owner_directory.load(workspace)
    listed = _mine(request)
    if request.json:
        lines = [organisations.line(one, directory.on_call.get(one.id), now) for one in listed]
        return request.lines([line | {"calendar": _source(str(line["calendar"] or ""))} for line in lines])
    rows = [
        Row(
            organisation=one, ranges=_ranges(request, one), then=directory.of(one.name, now)[0],
            source=_source(one.on_call), calendar=directory.on_call.get(one.id),
        )
        for one in listed
    ]  # fmt: skip
    changed = find_by_name(listed, request.one("change")) if request.one("change") else None
    return request.draw(
        "organisations.html", rows=rows, whole=not request.visibility.networks, changed=changed,
        names=[one.name for one in listed],
    )  # fmt: skip


def _mine(request: ConsoleRequest) -> list[Organisation]:
    """Those of which the user sees an authorisation whole."""
    records = request.workspace.store.records
    seen = [one for one in Scopes(records).list() if request.visibility.sees_all_of(one.target)]
    names = {one.org.casefold() for one in seen}
    whole = not request.visibility.networks
    return [one for one in Organisations(records).list() if whole or one.name.casefold() in names]


def _ranges(request: ConsoleRequest, one: Organisation) -> tuple[str, ...]:
    found = (
        record.target
        for record in Scopes(request.workspace.store.records).list()
        if record.effect is Effect.ALLOW
        and record.org.casefold() == one.name.casefold()
        and request.visibility.sees_all_of(record.target)
    )
    return tuple(dict.fromkeys(found))


def add(request: ConsoleRequest) -> Response:
    """Never one that is there: that would replace who is told."""
    _sees_everything(request)
    what = _typed(request, ())
    organisations.add(
        request.workspace, request.one("name"), by=request.person.name, contacts=what.contacts or (),
        domains=what.domains or (), parent=what.parent or "", language=what.language or "en",
        hours=what.hours or "", address=what.address or "", country=what.country or "", dpo=what.dpo or "",
        replaces=False, may_tell=request.may("notify"),
    )  # fmt: skip
    return request.to(PATH, said="organisation-added")


def change(request: ConsoleRequest) -> Response:
    """Its name and its calendar stay: a calendar is a file or a URL of the machine."""
    _sees_everything(request)
    old = Organisations(request.workspace.store.records).get(request.one("name"))
    organisations.change(
        request.workspace, old.name, _typed(request, old.contacts), by=request.person.name,
        may_tell=request.may("notify"),
    )  # fmt: skip
    return request.to(PATH, said="changed")


def remove(request: ConsoleRequest) -> Response:
    _sees_everything(request)
    organisations.remove(request.workspace, request.one("name"), by=request.person.name)
    return request.to(PATH, said="removed")


def _sees_everything(request: ConsoleRequest) -> None:
    """Who is told of one network is told of all networks of the organisation."""
    if request.visibility.networks:
        raise NotAllowed("only a user who sees everything can change organisations")


def _typed(request: ConsoleRequest, before: tuple[str, ...]) -> OrganisationChange:
    """Raises BadRequest, and BadSetting for a new contact that may only be reached where the settings or the
    scope name it, such as a webhook."""
    contacts, domains = request.one("contacts").split(), request.one("domains").replace(",", " ").split()
    if max(len(contacts), len(domains)) > LONGEST:
        raise BadRequest("too many contacts or domains")
    for contact in contacts:
        if contact not in before:
            require_named(request.workspace, contact)
    return OrganisationChange(
        contacts=contacts, domains=domains, parent=request.one("parent").strip(),
        language=request.one("language"), hours=request.one("hours"), address=request.one("address"),
        country=request.one("country"), dpo=request.one("dpo"),
    )  # fmt: skip


def _source(text: str) -> str:
    return (urlsplit(text).hostname or "") if "://" in text else PurePosixPath(text).name


page = Page(
    routes=(
        get(PATH, Permission.NOTIFY, show),
        post(PATH, Permission.NOTIFY, add, unlocked=True),
        post("/organisations/change", Permission.NOTIFY, change, unlocked=True),
        post("/organisations/remove", Permission.NOTIFY, remove, unlocked=True),
    ),
    link=Link(
        title="Organisations",
        help="Organisations, their contacts and the person on call.",
        order=220,
    ),
    about="watch/notices",
)
