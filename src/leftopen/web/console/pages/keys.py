"""API keys: create, show once, remove."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from leftopen.errors import BadRequest
from leftopen.model.api_key import Right
from leftopen.model.permission import Permission
from leftopen.scope.file import day
from leftopen.service.identity import api_keys
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post

EVERYTHING, SOME = "everything", "networks"
ON_A_DAY, NEVER = "day", "removed"


def show(request: ConsoleRequest, *, token: str = "", name: str = "") -> Response:
    listed, owners = ApiKeys(request.workspace.store.records).list(), api_keys.owners(request.workspace)
    if request.json:
        return request.lines([api_keys.line(key, owners) for key in listed])
    return request.draw("keys.html", keys=listed, owners=owners, token=token, name=name)


def add(request: ConsoleRequest) -> Response:
    """Creates a key owned by the user. The token is shown in this response only."""
    name, right, until = request.one("name").strip(), _right(request), _until(request)
    key, token = api_keys.add(
        request.workspace,
        name,
        right,
        until,
        owner=request.person,
        networks=_networks(request),
        by=request.person.name,
    )
    return show(request, token=token, name=key.name)


def _networks(request: ConsoleRequest) -> list[str]:
    """Empty: everything that the owner sees, which must be selected explicitly. Raises BadRequest."""
    words, sees = request.one("networks").replace(",", " ").split(), request.one("sees")
    if sees not in (EVERYTHING, SOME) or (sees == SOME) is not bool(words):
        raise BadRequest("choose which networks the key can see: all of yours, or the ones you list")
    return words


def _right(request: ConsoleRequest) -> Right:
    if request.one("right") not in list(Right):
        raise BadRequest("choose the key's access: read, or read and scan")
    return Right(request.one("right"))


def _until(request: ConsoleRequest) -> datetime | None:
    """None: no expiry, which must be selected explicitly. Raises BadRequest and BadScope."""
    ends, text = request.one("ends"), request.one("until").strip()
    if ends not in (ON_A_DAY, NEVER):
        raise BadRequest("choose an expiry: on a date, or no expiry")
    if ends == NEVER and text:
        raise BadRequest("a date is given, but no expiry is selected: clear the date, or select on a date")
    return day(text) if ends == ON_A_DAY else None


def remove(request: ConsoleRequest) -> Response:
    api_keys.remove(request.workspace, request.one("name"), by=request.person.name)
    return request.to("/keys", said="removed")


page = Page(
    routes=(
        get("/keys", Permission.KEYS, show),
        post("/keys/add", Permission.KEYS, add, unlocked=True),
        post("/keys/remove", Permission.KEYS, remove),
    ),
    link=Link(title="API keys", help="Create and remove keys for the API.", order=520),
    about="reference/api",
)
