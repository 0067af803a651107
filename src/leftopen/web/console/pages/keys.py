"""Keys of the API: made, shown once, taken back."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.model.api_key import Right
from leftopen.model.permission import Permission
from leftopen.scope.file import day
from leftopen.service import api_keys
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get, post


def page(asked: Asked, *, token: str = "", name: str = "") -> Response:
    listed = asked.desk.store.records.api_keys.list()
    if asked.json:
        return asked.lines([api_keys.line(key) for key in listed])
    return asked.draw("keys.html", keys=listed, token=token, name=name)


def add(asked: Asked) -> Response:
    """The token is shown on this one answer, and never again."""
    right = Right.SCAN if asked.one("right") == Right.SCAN else Right.READ
    until = day(asked.one("until")) if asked.one("until") else None
    key, token = api_keys.add(asked.desk, asked.one("name").strip(), right, until, by=asked.person.name)
    return page(asked, token=token, name=key.name)


def remove(asked: Asked) -> Response:
    api_keys.remove(asked.desk, asked.one("name"), by=asked.person.name)
    return asked.to("/keys", said="removed")


routes = (
    get("/keys", Permission.KEYS, page),
    post("/keys/add", Permission.KEYS, add, unlocked=True),
    post("/keys/remove", Permission.KEYS, remove),
)
