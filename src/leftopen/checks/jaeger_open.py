"""Jaeger, a store of traces: readable without authentication.

Requests the names of the services. No trace is requested. Names are read in memory to count; none is stored.

Open: the names. *Metadata* when there are services, *empty* when there is none. Traces show addresses,
queries and often personal data. Closed: 401, 403 or a login page of a web server in front: Jaeger has no
login of its own. Unknown: any other response.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

ENVELOPE: Shape = {"total": int, "limit": int, "offset": int}

check = http_check(
    title="Jaeger traces readable without authentication",
    remedy=(
        "Start it with `--query.http-server.host-port=127.0.0.1:16686` (version 2: `endpoint: "
        "127.0.0.1:16686` in its configuration), and put a web server with TLS and a password in front of "
        "it. Close ports 16686, 16685, 14268 and 4318 in the firewall."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://www.jaegertracing.io/docs/latest/architecture/apis/",
        "https://www.jaegertracing.io/docs/latest/security/",
    ),
    sized_by="services from its own list; each may have many traces",
    applies=served_by("Jaeger"),
    ask=Ask(path="/api/services", limit=16 * 1024, level=ReadLevel.LISTING),
    shows=json_list("service", at="data", each={"": str}, also=ENVELOPE),
    refused=denied_or_gone,
)
