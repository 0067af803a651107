"""Static files: style sheet, script, logo."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from starlette.responses import Response

from leftopen.errors import NotFound
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import PublicAccess, get
from leftopen.web.console.view.templating import STATIC

KINDS: Mapping[str, str] = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml; charset=utf-8",
    "world.svg": "image/svg+xml; charset=utf-8",
}
A_YEAR = "public, max-age=31536000, immutable"


def file(request: ConsoleRequest) -> Response:
    name = request.parts["name"]
    if name not in KINDS:
        raise NotFound("file not found")
    return Response(_bytes(name), media_type=KINDS[name], headers={"Cache-Control": A_YEAR})


@cache
def _bytes(name: str) -> bytes:
    return (STATIC / name).read_bytes()


page = Page(
    routes=(get("/static/{name}", PublicAccess.ANYBODY, file),),
)
