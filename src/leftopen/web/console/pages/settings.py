"""How this leftopen is set, and what it may and can do here. Settings are changed in the file."""

from __future__ import annotations

from dataclasses import asdict

from starlette.responses import Response

from leftopen import settings
from leftopen.model.permission import Permission
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import get


def page(asked: Asked) -> Response:
    now, usual = asdict(asked.desk.settings), settings.defaults()
    rows = [(name, now[name], usual[name], settings.HELP[name]) for name in settings.HELP]
    if asked.json:
        return asked.lines({name: value for name, value, _, _ in rows})
    return asked.draw(
        "settings.html", rows=rows, data=str(asked.desk.data), config=str(asked.desk.config),
        manner=asked.house.manner,
    )  # fmt: skip


routes = (get("/settings", Permission.SETTINGS, page),)
