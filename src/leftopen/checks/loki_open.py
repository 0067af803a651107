"""Loki, a store of logs: readable without authentication.

Requests the names of the labels and the version. No line of a log is requested. Names are read in memory to
count; none is stored.

Open: the names, on a server whose version has Loki's form. *Metadata* when there are labels, *empty* when
there is none. Whoever can read them can read every line. Closed: 401 or 403, or a login page. Unknown: any
other response, and Loki's own `no org id`: with several tenants it wants a name, which anyone may give, and
no password.

The front page of Loki has no mark, so that every server with the plain 404 page of Go programs is requested.
False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Verdict
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, front_page_says, http_check, in_turn
from leftopen.wire.http.json_shows import Shape, fits, json_list, value, value_at

LABELS, BUILD = "/loki/api/v1/labels", "/loki/api/v1/status/buildinfo"
VERSION: Shape = {"version": str, "revision": str, "branch": str, "goVersion": str}
SUCCESS: Shape = {"status": "success"}
TENANT = b"no org id"
_listed = json_list("label", at="data", each={"": str}, also=SUCCESS)


def shows(heard: Heard) -> Shown | None:
    """The labels, beside the version; without a label, Loki leaves the list out."""
    if len(heard) < 2 or not fits(value(heard[1]), VERSION):
        return None
    answer = value(heard[0])
    if fits(answer, SUCCESS) and value_at(answer, "data") is None:
        return Shown(kind=ExposureKind.EMPTY, said="no labels", size=Size(records=0))
    return _listed(heard)


def refused(heard: Heard) -> Verdict | None:
    """A missing name of a tenant is no missing password."""
    return None if heard[0].body.strip() == TENANT else denied(heard)


check = http_check(
    title="Loki readable without authentication",
    remedy=(
        "Loki has no login of its own. In its configuration, set `server: {http_listen_address: 127.0.0.1, "
        "grpc_listen_address: 127.0.0.1}`, then restart it, and put a web server with TLS and a password in "
        "front of it. `auth_enabled: true` alone only separates tenants. Close ports 3100 and 9095 in the "
        "firewall. Look for passwords and keys in its logs, and change them."
    ),
    severity=Severity.HIGH,
    references=(
        "https://grafana.com/docs/loki/latest/reference/loki-http-api/",
        "https://grafana.com/docs/loki/latest/operations/authentication/",
    ),
    sized_by="labels from its own list; each may stand for many lines",
    applies=front_page_says(404, "content-type", "text/plain"),
    ask=Ask(path=LABELS, limit=16 * 1024, level=ReadLevel.LISTING),
    then=in_turn(Ask(path=BUILD), when=lambda first: first.status == 200),
    requests=2,
    shows=shows,
    refused=refused,
)
