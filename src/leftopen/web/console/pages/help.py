"""The query language by example, and the keys of the keyboard."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.model.permission import Permission
from leftopen.query.fields import FIELDS
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get

EXAMPLES = (
    ("exposure:redis_open", "Redis that can be read without a password"),
    ("severity:>=high country:FR", "grave findings in France"),
    ("port:27017,27018", "one of two ports"),
    ("port:>1024 -product:nginx", "high ports, and not nginx"),
    ('"220 ready" port:21', "a phrase in the banner, on one port"),
    ("net:192.0.2.0/24", "one network"),
    ("hostname:example.org", "names that contain it"),
    ("nginx port:80 OR port:443", "one of the two; OR binds more tightly than standing side by side"),
    ("case:open open_for:>7d", "cases that are open for more than a week"),
    ("holds:iban", "where account numbers were found"),
    ("ssl.cert.expired:true", "certificates that have ended"),
    ("after:01/01/2026 before:01/02/2026", "seen in January"),
)
KEYS = (
    ("/", "to the search box"),
    ("j", "next row"),
    ("k", "row before"),
    ("Enter", "open the row"),
    ("?", "these keys"),
    ("Esc", "close"),
)


def page(request: ConsoleRequest) -> Response:
    rows = sorted(FIELDS.values(), key=lambda field: field.name)
    if request.json:
        return request.lines([{"name": f.name, "kind": f.kind.value, "help": f.help} for f in rows])
    return request.draw("help.html", examples=EXAMPLES, keys=KEYS, fields=rows)


routes = (get("/help", Permission.OWN, page),)
