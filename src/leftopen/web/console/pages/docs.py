"""The handbook: the pages of docs/, and those of every check, probe and detector."""

from __future__ import annotations

from functools import cache

from starlette.responses import Response

from leftopen.model.permission import Permission
from leftopen.service import handbook
from leftopen.web.console.asked import Asked
from leftopen.web.console.prose import Drawn, drawn
from leftopen.web.console.route import get

PNG = ".png"


def index(asked: Asked) -> Response:
    """All pages; the decisions behind the others."""
    rows = [(name, handbook.title(name)) for name in handbook.names()]
    if asked.json:
        return asked.lines([{"name": name, "title": title} for name, title in rows])
    groups = (
        (asked.t("How to"), [row for row in rows if "/" not in row[0]]),
        (asked.t("Checks, probes, detectors"), [row for row in rows if row[0].startswith("reference/")]),
        (asked.t("Why it is so"), [row for row in rows if row[0].startswith("decisions/")]),
    )
    return asked.draw("docs.html", groups=groups, drawn=None, name="", title="")


def page(asked: Asked) -> Response:
    name = "/".join(asked.parts.values())
    if name.endswith(PNG):
        return Response(handbook.picture(name), media_type="image/png")
    if asked.json:
        return asked.lines({"name": name, "markdown": handbook.text(name)})
    return asked.draw("docs.html", groups=(), drawn=_drawn(name), name=name, title=handbook.title(name))


def _drawn(name: str) -> Drawn:
    return _kept(name, handbook.text(name))


@cache
def _kept(name: str, text: str) -> Drawn:
    return drawn(text, name, handbook.names())


routes = (
    get("/docs", Permission.LOOK, index),
    get("/docs/{name}", Permission.LOOK, page),
    get("/docs/{folder}/{name}", Permission.LOOK, page),
)
