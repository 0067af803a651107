"""Users: roles, visible networks, invitations."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import BadRequest
from leftopen.model.facts import Json
from leftopen.model.permission import Permission, Role
from leftopen.model.user import User
from leftopen.service.identity import accounts, sessions
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.store.records.entities.identity.sessions import Sessions
from leftopen.store.records.entities.identity.users import Users
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post

EVERYTHING, SOME = "everything", "networks"
OPEN, LOCKED_OUT = "open", "locked_out"


def show(request: ConsoleRequest, status: int = 200, *, link: str = "", whose: str = "") -> Response:
    users = Users(request.workspace.store.records).readable()
    if request.json:
        keyed = Passkeys(request.workspace.store.records).owners()
        return request.lines([_line(user, user.id in keyed) for user in users])
    now = request.workspace.clock()
    seen: dict[str, object] = {}
    for one in Sessions(request.workspace.store.records).list():
        if sessions.alive(one, now):
            seen.setdefault(one.user, one.seen)
    return request.draw(
        "users.html", status, users=users, roles=list(Role), link=link, whose=whose,
        seen=seen, keyed=Passkeys(request.workspace.store.records).owners(), days=accounts.JOIN_FOR.days,
    )  # fmt: skip


def _line(user: User, keyed: bool) -> dict[str, Json]:
    return {
        "type": "user", "id": user.id, "name": user.name, "role": user.role.value,
        "networks": list(user.networks), "disabled": user.disabled,
        "second_factor": bool(user.second) or keyed,
    }  # fmt: skip


def invite(request: ConsoleRequest) -> Response:
    """The link is shown in this response only."""
    user, token = accounts.invite(
        request.workspace,
        request.one("name").strip(),
        _role(request),
        _networks(request),
        by=request.person.name,
    )
    return show(request, link=_join(request, token), whose=user.name)


def reset(request: ConsoleRequest) -> Response:
    user, token = accounts.reset(request.workspace, request.one("id"), by=request.person.name)
    request.state.session_cache.forget()
    return show(request, link=_join(request, token), whose=user.name)


def _join(request: ConsoleRequest, token: str) -> str:
    scheme = "https" if request.state.options.tls else "http"
    return f"{scheme}://{request.headers.get('host', '')}/join/{token}"


def change(request: ConsoleRequest) -> Response:
    role, networks, locked_out = _role(request), _networks(request), _locked_out(request)
    accounts.change(request.workspace, request.one("id"), role, networks, locked_out, by=request.person.name)
    request.state.session_cache.forget()
    return request.to("/users", said="changed")


def remove(request: ConsoleRequest) -> Response:
    accounts.remove(request.workspace, request.one("id"), by=request.person.name)
    request.state.session_cache.forget()
    return request.to("/users", said="removed")


# A missing field is an error: it never widens what the account may do or see.


def _role(request: ConsoleRequest) -> Role:
    if request.one("role") not in list(Role):
        raise BadRequest(f"invalid role: choose one of {', '.join(Role)}")
    return Role(request.one("role"))


def _networks(request: ConsoleRequest) -> list[str]:
    """Empty: everything, which must be selected explicitly. Raises BadRequest."""
    words, sees = request.one("networks").replace(",", " ").split(), request.one("sees")
    if sees not in (EVERYTHING, SOME):
        raise BadRequest("choose what the user can see: everything, or only some networks")
    if sees == SOME and not words:
        raise BadRequest("enter at least one network, or select everything")
    if sees == EVERYTHING and words:
        raise BadRequest(
            "everything is selected, but networks are listed: clear the list, or select only these networks"
        )
    return words


def _locked_out(request: ConsoleRequest) -> bool:
    """Raises BadRequest."""
    if request.one("state") not in (OPEN, LOCKED_OUT):
        raise BadRequest("choose a sign-in status: can sign in, or locked out")
    return request.one("state") == LOCKED_OUT


page = Page(
    routes=(
        get("/users", Permission.USERS, show),
        post("/users/invite", Permission.USERS, invite, unlocked=True),
        post("/users/reset", Permission.USERS, reset, unlocked=True),
        post("/users/change", Permission.USERS, change, unlocked=True),
        post("/users/remove", Permission.USERS, remove, unlocked=True),
    ),
    link=Link(title="Users", help="Accounts, their roles and networks; invitations.", order=510),
)
