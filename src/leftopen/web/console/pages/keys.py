"""Keys of the API: made, shown once, taken back."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import BadRequest
from leftopen.model.api_key import Right
from leftopen.model.permission import Permission
from leftopen.scope.file import day
from leftopen.service import api_keys
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get, post

EVERYTHING, SOME = "everything", "networks"


def page(asked: Asked, *, token: str = "", name: str = "") -> Response:
    listed, owners = asked.desk.store.records.api_keys.list(), api_keys.owners(asked.desk)
    if asked.json:
        return asked.lines([api_keys.line(key, owners) for key in listed])
    return asked.draw("keys.html", keys=listed, owners=owners, token=token, name=name)


def add(asked: Asked) -> Response:
    """The token is shown on this one answer, and never again. The key is that of whoever makes it."""
    right = Right.SCAN if asked.one("right") == Right.SCAN else Right.READ
    until = day(asked.one("until")) if asked.one("until") else None
    key, token = api_keys.add(
        asked.desk, asked.one("name").strip(), right, until,
        owner=asked.person, networks=_networks(asked), by=asked.person.name,
    )  # fmt: skip
    return page(asked, token=token, name=key.name)


def _networks(asked: Asked) -> list[str]:
    """None of them: all that its owner sees, which is a choice of its own. Raises BadRequest."""
    words, sees = asked.one("networks").replace(",", " ").split(), asked.one("sees")
    if sees not in (EVERYTHING, SOME) or (sees == SOME) is not bool(words):
        raise BadRequest("choose what the key sees: all that you see, or the networks that you name")
    return words


def remove(asked: Asked) -> Response:
    api_keys.remove(asked.desk, asked.one("name"), by=asked.person.name)
    return asked.to("/keys", said="removed")


routes = (
    get("/keys", Permission.KEYS, page),
    post("/keys/add", Permission.KEYS, add, unlocked=True),
    post("/keys/remove", Permission.KEYS, remove),
)
