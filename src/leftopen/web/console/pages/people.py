"""Who may sign in, as what, and to see which part."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import BadRequest
from leftopen.model.facts import Json
from leftopen.model.permission import PERMISSIONS, Permission, Role
from leftopen.model.user import User
from leftopen.service import accounts, sittings
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get, post

EVERYTHING, SOME = "everything", "networks"
OPEN, LOCKED_OUT = "open", "locked_out"


def page(asked: Asked, status: int = 200, *, link: str = "", whose: str = "") -> Response:
    users = asked.desk.store.records.users.list()
    if asked.json:
        keyed = asked.desk.store.records.passkeys.owners()
        return asked.lines([_line(user, user.id in keyed) for user in users])
    now = asked.desk.clock()
    seen: dict[str, object] = {}
    for one in asked.desk.store.records.sittings.list():
        if sittings.alive(one, now):
            seen.setdefault(one.user, one.seen)
    return asked.draw(
        "people.html", status, users=users, roles=list(Role), permissions=PERMISSIONS, link=link, whose=whose,
        seen=seen, keyed=asked.desk.store.records.passkeys.owners(), days=accounts.JOIN_FOR.days,
    )  # fmt: skip


def _line(user: User, keyed: bool) -> dict[str, Json]:
    return {
        "type": "user", "id": user.id, "name": user.name, "role": user.role.value,
        "networks": list(user.networks), "disabled": user.disabled,
        "second_factor": bool(user.second) or keyed,
    }  # fmt: skip


def invite(asked: Asked) -> Response:
    """The link is shown on this one answer, and never again."""
    user, token = accounts.invite(
        asked.desk, asked.one("name").strip(), _role(asked), _networks(asked), by=asked.person.name
    )
    return page(asked, link=_join(asked, token), whose=user.name)


def reset(asked: Asked) -> Response:
    user, token = accounts.reset(asked.desk, asked.one("id"), by=asked.person.name)
    asked.house.sitters.forget()
    return page(asked, link=_join(asked, token), whose=user.name)


def _join(asked: Asked, token: str) -> str:
    scheme = "https" if asked.house.manner.tls else "http"
    return f"{scheme}://{asked.headers.get('host', '')}/join/{token}"


def change(asked: Asked) -> Response:
    role, networks, locked_out = _role(asked), _networks(asked), _locked_out(asked)
    accounts.change(asked.desk, asked.one("id"), role, networks, locked_out, by=asked.person.name)
    asked.house.sitters.forget()
    return asked.to("/people", said="changed")


def remove(asked: Asked) -> Response:
    accounts.remove(asked.desk, asked.one("id"), by=asked.person.name)
    asked.house.sitters.forget()
    return asked.to("/people", said="removed")


# What a form does not say is refused: it never stands for more than the account may do or see already.


def _role(asked: Asked) -> Role:
    if asked.one("role") not in list(Role):
        raise BadRequest(f"a role is one of {', '.join(Role)}")
    return Role(asked.one("role"))


def _networks(asked: Asked) -> list[str]:
    """None of them: everything, which is a choice of its own. Raises BadRequest."""
    words, sees = asked.one("networks").replace(",", " ").split(), asked.one("sees")
    if sees not in (EVERYTHING, SOME):
        raise BadRequest("choose what the person sees: everything, or some networks")
    if sees == SOME and not words:
        raise BadRequest("name at least one network, or choose everything")
    if sees == EVERYTHING and words:
        raise BadRequest("everything is chosen, and networks are named: clear one of the two")
    return words


def _locked_out(asked: Asked) -> bool:
    """Raises BadRequest."""
    if asked.one("state") not in (OPEN, LOCKED_OUT):
        raise BadRequest("choose whether the person may sign in or is locked out")
    return asked.one("state") == LOCKED_OUT


routes = (
    get("/people", Permission.PEOPLE, page),
    post("/people/invite", Permission.PEOPLE, invite, unlocked=True),
    post("/people/reset", Permission.PEOPLE, reset, unlocked=True),
    post("/people/change", Permission.PEOPLE, change, unlocked=True),
    post("/people/remove", Permission.PEOPLE, remove, unlocked=True),
)
