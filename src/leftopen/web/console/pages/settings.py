"""The settings of this installation, read-only. Change them in the file."""

from __future__ import annotations

from dataclasses import asdict

from starlette.responses import Response

from leftopen import settings
from leftopen.model.permission import Permission
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get


def show(request: ConsoleRequest) -> Response:
    now, usual = asdict(request.workspace.settings), settings.defaults()
    rows = [(name, now[name], usual[name], settings.HELP[name]) for name in settings.HELP]
    if request.json:
        return request.lines({name: value for name, value, _, _ in rows})
    return request.draw(
        "settings.html", rows=rows, data=str(request.workspace.data), config=str(request.workspace.config),
        options=request.state.options,
    )  # fmt: skip


page = Page(
    routes=(get("/settings", Permission.SETTINGS, show),),
    link=Link(title="Settings", help="The settings of this installation, read-only.", order=100),
    about="settings",
)
