"""Search examples and keyboard shortcuts."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.model.permission import Permission
from leftopen.query.fields.fields import FIELDS
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get

EXAMPLES = (
    ("exposure:redis_open", "Redis readable without a password"),
    ("severity:>=high country:FR", "high and critical exposures in France"),
    ("port:27017,27018", "either of two ports"),
    ("port:>1024 -product:nginx", "high ports, except nginx"),
    ('"220 ready" port:21', "a phrase in the banner, on port 21"),
    ("net:192.0.2.0/24", "one network"),
    ("hostname:example.org", "host names that contain example.org"),
    ("nginx port:80 OR port:443", "nginx on port 80, or nginx on port 443"),
    ("case:open open_for:>7d", "cases open for more than a week"),
    ("holds:iban", "services where IBANs were found"),
    ("ssl.cert.expired:true", "expired certificates"),
    ("after:01/01/2026 before:01/02/2026", "last seen in January 2026"),
)
KEYS = (
    ("/", "go to the search box"),
    ("j", "next row"),
    ("k", "previous row"),
    ("Enter", "open the row"),
    ("x", "select the row"),
    ("d", "decide"),
    ("y", "in a review: yes"),
    ("n", "in a review: no"),
    ("?", "show keyboard shortcuts"),
    ("Esc", "close"),
)


def show(request: ConsoleRequest) -> Response:
    rows = sorted(FIELDS.values(), key=lambda field: field.name)
    if request.json:
        return request.lines([{"name": f.name, "kind": f.kind.value, "help": f.help} for f in rows])
    return request.draw("help.html", examples=EXAMPLES, keys=KEYS, fields=rows)


page = Page(
    routes=(get("/help", Permission.OWN, show),),
    link=Link(
        title="Help", help="Pages, search examples, keyboard shortcuts, filters.", order=900, apart=True
    ),
    about="search",
)
