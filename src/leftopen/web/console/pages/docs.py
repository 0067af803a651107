"""The documentation for users: pages of docs/, and a page for every check, probe and detector."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath

from starlette.responses import Response

from leftopen.model.permission import Permission
from leftopen.service.reference import docs
from leftopen.translate import N_
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get
from leftopen.web.console.view.markdown import RenderedPage, render

FOLDERS = {
    "start": N_("Start"), "watch": N_("Watch"), "leak": N_("After a leak"), "reference": N_("Reference"),
}  # fmt: skip
PICTURES = {".png": "image/png", ".svg": "image/svg+xml"}


def index(request: ConsoleRequest) -> Response:
    """All pages for users."""
    rows = [(name, docs.title(name)) for name in docs.names()]
    if request.json:
        return request.lines([{"name": name, "title": title} for name, title in rows])
    groups = [
        (request.t(title), [row for row in rows if row[0].startswith(f"{folder}/")])
        for folder, title in FOLDERS.items()
    ]
    return request.draw("docs.html", groups=groups, drawn=None, name="", title="")


def show(request: ConsoleRequest) -> Response:
    name = "/".join(request.parts.values())
    media = PICTURES.get(PurePosixPath(name).suffix)
    if media:
        return Response(docs.picture(name), media_type=media)
    if request.json:
        return request.lines({"name": name, "markdown": docs.page_text(name)})
    return request.draw("docs.html", groups=(), drawn=_drawn(name), name=name, title=docs.title(name))


def _drawn(name: str) -> RenderedPage:
    return _kept(name, docs.page_text(name))


@cache
def _kept(name: str, text: str) -> RenderedPage:
    return render(text, name, docs.names())


page = Page(
    routes=(
        get("/docs", Permission.VIEW, index),
        get("/docs/{name}", Permission.VIEW, show),
        get("/docs/{folder}/{name}", Permission.VIEW, show),
    ),
    link=Link(title="Documentation", help="Guides, and every check, probe and detector.", order=620),
    about="",
)
