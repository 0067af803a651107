"""Search examples and keyboard shortcuts."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.model.packaged import read_toml
from leftopen.model.permission import Permission
from leftopen.query.fields.fields import FIELDS
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get

_TEXTS = read_toml("leftopen.web.console.view", "i18n")
EXAMPLES, KEYS = (tuple(_TEXTS[kind].items()) for kind in ("search_examples", "keys"))


def show(request: ConsoleRequest) -> Response:
    rows = sorted(FIELDS.values(), key=lambda field: field.name)
    if request.json:
        return request.lines([{"name": f.name, "kind": f.kind.value, "help": f.help} for f in rows])
    return request.draw("help.html", examples=EXAMPLES, keys=KEYS, fields=rows)


page = Page(
    routes=(get("/help", Permission.OWN, show),),
    link=Link(title="Help", help="Pages, search examples, keyboard shortcuts, filters.", order=610),
    about="reference/search",
)
