"""Dozzle, a viewer of container logs: readable without authentication.

Requests the version and the front page, which holds the configuration. No log is requested. Names of machines
are read in memory to count; none is stored.

Open: the version, which needs a login where there is one, and a configuration without a provider of logins,
always *metadata*. Whoever can open the page can read the logs of every container, and where actions or shells
are turned on, use the containers. Closed: 401, 403 or a redirect to the login. Unknown: any other response.

False positives: a public demonstration.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.html import title
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, value_at

CONFIG: Shape = {"version": str, "hostname": str, "authProvider": "none"}
_VERSION = re.compile(rb"<pre>[\w.+-]{1,40}</pre>\s{0,2}")
_SCRIPT = re.compile(
    rb'<script type="application/json" id="config__json">\s{0,40}(\{[^<]{1,16000}\})\s{0,40}</script>'
)


def shows(heard: Heard) -> Shown | None:
    """The version by itself, and the page that says of itself that it has no login."""
    if len(heard) < 2 or heard[0].status != 200 or not _VERSION.fullmatch(heard[0].body):
        return None
    answer = _config(heard)
    if not fits(answer, CONFIG):
        return None
    hosts = value_at(answer, "hosts")
    if not isinstance(hosts, list) or not hosts:
        return Shown(kind=ExposureKind.METADATA, said="logs of containers")
    return count_shown(len(hosts), "machine with containers", "machines with containers")


def _config(heard: Heard) -> Json:
    page = heard[1]
    found = _SCRIPT.search(page.body) if page.status == 200 and title(page.body) == "Dozzle" else None
    return partial_json.whole(found[1]) if found else None


check = http_check(
    title="Dozzle readable without authentication",
    remedy=(
        "Set `DOZZLE_AUTH_PROVIDER=simple` in its environment and make users.yml with `docker run "
        "amir20/dozzle generate`, then restart it. Leave `DOZZLE_ENABLE_ACTIONS` and `DOZZLE_ENABLE_SHELL` "
        "off. Publish the port as `-p 127.0.0.1:8080:8080`, behind a web server with TLS. Close port 8080 "
        "in the firewall. Look for passwords and keys in the logs, and change them."
    ),
    severity=Severity.HIGH,
    references=(
        "https://dozzle.dev/guide/authentication",
        "https://github.com/amir20/dozzle/blob/master/internal/web/routes.go",
    ),
    sized_by="machines from its own configuration; each may have many containers",
    applies=served_by("Dozzle"),
    ask=Ask(path="/api/version", limit=200),
    then=in_turn(Ask(path="/", limit=32 * 1024), when=lambda first: first.status == 200),
    requests=2,
    shows=shows,
)
