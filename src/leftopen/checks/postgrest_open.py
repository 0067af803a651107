"""PostgREST, a database over HTTP: tables readable without authentication.

Requests the description of its API (at most 48 KiB), which by default names only the tables that the visitor
may read. No row is requested. Names are read in memory to count; none is stored.

Open: the description. *Metadata* when it names tables, *empty* when it names none. Closed: 401, 403 or a
login page (no role for visitors). Unknown: any other response, and a description that is turned off.

False positives: data published on purpose, which is what many use it for.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, value, value_at

API: Shape = {"swagger": "2.0", "info": dict, "paths": dict, "externalDocs.url": str}
_START = re.compile(rb'\{"swagger":"2\.0","info":\{')
_TABLE = re.compile(rb'"(/[A-Za-z_][^"/\\]{0,62})":\{"(?:get|parameters)"')


def shows(heard: Heard) -> Shown | None:
    """The tables and views among its paths: neither the description itself, nor functions."""
    first = heard[0]
    if not first.header("server").lower().startswith("postgrest/"):
        return None
    if first.cut:
        return _cut(first)
    answer = value(first)
    paths = value_at(answer, "paths")
    if not isinstance(paths, dict) or not fits(answer, API):
        return None
    tables = [path for path in paths if path != "/" and not path.startswith("/rpc/")]
    return count_shown(len(tables), "table or view", "tables and views") if tables else None


def _cut(reply: Reply) -> Shown | None:
    found = set(_TABLE.findall(reply.body)) if reply.status == 200 and _START.match(reply.body) else set()
    return count_shown(len(found), "table or view", "tables and views", at_least=True) if found else None


check = http_check(
    title="PostgREST tables readable without authentication",
    remedy=(
        "In its configuration, remove `db-anon-role` (then every request needs a token), or take from that "
        "role what it need not read: `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM web_anon`. Turn on "
        'row-level security. Set `server-host = "127.0.0.1"`, then restart it behind a web server with TLS. '
        "Close port 3000 in the firewall."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://docs.postgrest.org/en/stable/references/api/openapi.html",
        "https://docs.postgrest.org/en/stable/references/auth.html",
    ),
    sized_by="tables and views from its own description; a lower bound when it was cut",
    applies=served_by("PostgREST"),
    ask=Ask(path="/", limit=48 * 1024, level=ReadLevel.LISTING),
    shows=shows,
)
