"""RethinkDB, a database: administration console usable without authentication.

Requests the identity of the server, which only the console asks for. No query is sent, and no connection for
queries is opened.

Open: the identity, always *metadata*. The console has no login: whoever can read it can query, change and
delete every table. Closed: 401, 403 or a login page of a web server in front. Unknown: any other response.

False positives: none known.
"""

from __future__ import annotations

import re

from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.html import title
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import value

CONSOLE = "RethinkDB Administration Console"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def shows(heard: Heard) -> Shown | None:
    """The identity, and the console that goes with it."""
    mine = value(heard[0])
    named = len(heard) > 1 and heard[1].status == 200 and title(heard[1].body) == CONSOLE
    if not isinstance(mine, str) or not _UUID.fullmatch(mine) or not named:
        return None
    return Shown(kind=ExposureKind.METADATA, said="administration console")


check = http_check(
    title="RethinkDB console readable without authentication",
    remedy=(
        "Start it with `--bind-http 127.0.0.1 --bind 127.0.0.1` (or `bind-http=127.0.0.1` in its "
        "configuration), or `--no-http-admin`. If other machines need the console, put a web server with "
        "TLS and a password in front of it. Set the password of `admin`. Close ports 8080, 28015 and 29015 "
        "in the firewall."
    ),
    severity=Severity.HIGH,
    references=("https://rethinkdb.com/docs/security/", "https://rethinkdb.com/docs/cli-options/"),
    sized_by="no size: the console names none without a query",
    applies=served_by("RethinkDB"),
    ask=Ask(path="/ajax/me", limit=200),
    then=in_turn(Ask(path="/", limit=16 * 1024), when=lambda first: first.status == 200),
    requests=2,
    shows=shows,
)
