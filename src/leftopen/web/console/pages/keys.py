"""Keys of the API: made, shown once, taken back."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from leftopen.errors import BadRequest
from leftopen.model.api_key import Right
from leftopen.model.permission import Permission
from leftopen.scope.file import day
from leftopen.service import api_keys
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get, post

EVERYTHING, SOME = "everything", "networks"
ON_A_DAY, NEVER = "day", "removed"


def page(asked: Asked, *, token: str = "", name: str = "") -> Response:
    listed, owners = asked.desk.store.records.api_keys.list(), api_keys.owners(asked.desk)
    if asked.json:
        return asked.lines([api_keys.line(key, owners) for key in listed])
    return asked.draw("keys.html", keys=listed, owners=owners, token=token, name=name)


def add(asked: Asked) -> Response:
    """The token is shown on this one answer, and never again. The key is that of whoever makes it."""
    name, right, until = asked.one("name").strip(), _right(asked), _until(asked)
    key, token = api_keys.add(
        asked.desk, name, right, until, owner=asked.person, networks=_networks(asked), by=asked.person.name
    )
    return page(asked, token=token, name=key.name)


def _networks(asked: Asked) -> list[str]:
    """None of them: all that its owner sees, which is a choice of its own. Raises BadRequest."""
    words, sees = asked.one("networks").replace(",", " ").split(), asked.one("sees")
    if sees not in (EVERYTHING, SOME) or (sees == SOME) is not bool(words):
        raise BadRequest("choose what the key sees: all that you see, or the networks that you name")
    return words


def _right(asked: Asked) -> Right:
    if asked.one("right") not in list(Right):
        raise BadRequest("choose what the key may do: read, or read and scan")
    return Right(asked.one("right"))


def _until(asked: Asked) -> datetime | None:
    """None, no end, is a choice of its own. Raises BadRequest and BadScope."""
    ends, text = asked.one("ends"), asked.one("until").strip()
    if ends not in (ON_A_DAY, NEVER):
        raise BadRequest("choose when the key ends: on a day, or when it is removed")
    if ends == NEVER and text:
        raise BadRequest("a day is named, and no end is chosen: clear one of the two")
    return day(text) if ends == ON_A_DAY else None


def remove(asked: Asked) -> Response:
    api_keys.remove(asked.desk, asked.one("name"), by=asked.person.name)
    return asked.to("/keys", said="removed")


routes = (
    get("/keys", Permission.KEYS, page),
    post("/keys/add", Permission.KEYS, add, unlocked=True),
    post("/keys/remove", Permission.KEYS, remove),
)
