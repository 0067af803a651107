"""Selenium Grid: browsers usable without authentication.

Requests the status of the grid. No session is started, and none is read.

Open: the status, with the grid's own message. *Metadata* when there are nodes, *empty* when there is none.
Any visitor can start a browser there, open addresses of the inner network with it and run programs. Closed:
401, 403 or a login page. Unknown: any other response, also that of a driver without a grid.

False positives: none known.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, either, front_page_says, http_check
from leftopen.wire.http.json_shows import Shape, count_shown, fits, value, value_at

STATUS: Shape = {"value.ready": bool, "value.message": str, "value.nodes": list}
NODE: Shape = {"id": str, "uri": str, "maxSessions": int, "slots": list}
GRID = "Selenium Grid "


def shows(heard: Heard) -> Shown | None:
    """The nodes, under the grid's own message."""
    answer = value(heard[0])
    nodes = value_at(answer, "value.nodes")
    if not isinstance(nodes, list) or not fits(answer, STATUS) or not all(fits(node, NODE) for node in nodes):
        return None
    return (
        count_shown(len(nodes), "node") if str(value_at(answer, "value.message")).startswith(GRID) else None
    )


check = http_check(
    title="Selenium Grid readable without authentication",
    remedy=(
        "Start it with `--username USER --password SECRET --host 127.0.0.1` (the hub or the standalone "
        "server), or put a web server with TLS and a password in front of it. Close ports 4444, 4442, 4443 "
        "and 5555 in the firewall. Any visitor could run programs: check the machines of its nodes."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://www.selenium.dev/documentation/grid/advanced_features/endpoints/",
        "https://www.selenium.dev/documentation/grid/configuration/cli_options/",
    ),
    sized_by="nodes from its own status",
    applies=either(
        front_page_says(301, "location", "/ui"), front_page_says(302, "location", "/ui/index.html")
    ),
    ask=Ask(path="/status", limit=48 * 1024),
    shows=shows,
)
