"""Organisations: who is told about their services, when they are at work, and who is on call now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from starlette.responses import Response

from leftopen.model.on_call import OnCall
from leftopen.model.organisation import Organisation, OrganisationThen
from leftopen.model.permission import Permission
from leftopen.service import organisations, owner_directory
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`source`: the host or the name of the file of its calendar, because such a URL is often a secret.
    `then`: who is there now."""

    organisation: Organisation
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
            organisation=one, then=directory.of(one.name, now)[0], source=_source(one.on_call),
            calendar=directory.on_call.get(one.id),
        )
        for one in listed
    ]  # fmt: skip
    return request.draw("organisations.html", rows=rows)


def _mine(request: ConsoleRequest) -> list[Organisation]:
    """Those of which the user sees an authorisation whole."""
    records = request.workspace.store.records
    seen = [one for one in records.scopes.list() if request.visibility.sees_all_of(one.target)]
    names = {one.org.casefold() for one in seen}
    whole = not request.visibility.networks
    return [one for one in records.organisations.list() if whole or one.name.casefold() in names]


def _source(text: str) -> str:
    return (urlsplit(text).hostname or "") if "://" in text else PurePosixPath(text).name


page = Page(
    routes=(get("/organisations", Permission.TELL, show),),
    link=Link(title="Organisations", help="Who is told about their services, and who is on call.", order=48),
    about="notices",
)
