"""Zipkin, a store of traces: readable without authentication.

Requests the names of the services and the version. No trace is requested. Names are read in memory to count;
none is stored.

Open: the names, on a server whose version has Zipkin's form. *Metadata* when there are services, *empty* when
there is none. Closed: 401, 403 or a login page of a web server in front: Zipkin has no login of its own.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, fits, json_list, value

SERVICES, INFO = "/api/v2/services", "/info"
VERSION: Shape = {"zipkin.version": str, "zipkin.commit": str}
_listed = json_list("service", each={"": str})


def shows(heard: Heard) -> Shown | None:
    """A list of words alone could be of any server."""
    return _listed(heard) if len(heard) > 1 and fits(value(heard[1]), VERSION) else None


check = http_check(
    title="Zipkin traces readable without authentication",
    remedy=(
        "Zipkin has no login of its own: put a web server with TLS and a password in front of it, and let "
        "only that one reach it. In Docker, publish the port as `-p 127.0.0.1:9411:9411`. Close port 9411 "
        "in the firewall. Look for passwords and keys in its traces, and change them."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://zipkin.io/zipkin-api/",
        "https://github.com/openzipkin/zipkin/tree/master/zipkin-server",
    ),
    sized_by="services from its own list; each may have many traces",
    applies=served_by("Zipkin"),
    ask=Ask(path=SERVICES, limit=16 * 1024, level=ReadLevel.LISTING),
    then=in_turn(Ask(path=INFO), when=lambda first: first.status == 200),
    requests=2,
    shows=shows,
)
