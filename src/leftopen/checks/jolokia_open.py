"""Jolokia, management of Java programs over HTTP: readable without authentication.

Requests the version and the names of the domains of managed beans. No bean is read, and no operation is
called. Names are read in memory to count; none is stored.

Open: both, always *metadata*. Whoever can list the beans can usually call their operations, which may read
files and run programs. Closed: 401, 403 or a login page. Unknown: any other response, and a version without
the list: a policy may allow nothing else.

It applies to the agent of a Java program and to Apache Tomcat. False positives: none known.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, value, value_at

VERSION, DOMAINS = "/jolokia/version", "/jolokia/list?maxDepth=1"
AGENT: Shape = {"request.type": "version", "value.agent": str, "value.protocol": str, "status": 200}
LIST: Shape = {"request.type": "list", "value": dict, "status": 200}


def shows(heard: Heard) -> Shown | None:
    """The agent, and the domains that it lists to a visitor."""
    answer = value(heard[1]) if len(heard) > 1 and fits(value(heard[0]), AGENT) else None
    domains = value_at(answer, "value")
    if not isinstance(domains, dict) or not domains or not fits(answer, LIST):
        return None
    return count_shown(len(domains), "domain of beans", "domains of beans")


check = http_check(
    title="Jolokia readable without authentication",
    remedy=(
        "Start the agent with `-javaagent:jolokia.jar=host=127.0.0.1,user=USER,password=SECRET`. In a web "
        "server, protect `/jolokia/*` with a role in web.xml. Allow only what is needed in "
        "jolokia-access.xml. Close port 8778 in the firewall. Any visitor could run programs: check the "
        "machine, and change every key that it holds."
    ),
    severity=Severity.HIGH,
    reads=ReadLevel.LISTING,
    references=(
        "https://jolokia.org/reference/html/manual/jolokia_protocol.html",
        "https://jolokia.org/reference/html/manual/security.html",
    ),
    sized_by="domains of beans from its own list",
    applies=served_by("Java HttpServer", "Apache Tomcat"),
    ask=Ask(path=VERSION, limit=8192),
    then=in_turn(
        Ask(path=DOMAINS, limit=16 * 1024, level=ReadLevel.LISTING), when=lambda first: first.status == 200
    ),
    requests=2,
    shows=shows,
    whole=False,
)
