"""Prometheus Pushgateway: readable without authentication.

Requests the build information and, at level `listing`, the groups of metrics that were pushed. Labels are
read in memory to count; none is stored.

Open: the build information in its own shape. *Data* when there are groups, *empty* when there is none,
*metadata* when they were not shown. Whoever reads them can also push false metrics and delete groups. Closed:
401 or 403.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, fits, json_list, value

BUILD: Shape = {
    "status": "success",
    "data.build_information.version": str,
    "data.build_information.revision": str,
    "data.start_time": str,
}
GROUP: Shape = {"labels": dict, "last_push_successful": bool}
_groups = json_list("group", at="data", each=GROUP, also={"status": "success"}, kind=ExposureKind.DATA)


def shows(heard: Heard) -> Shown | None:
    """The build information decides whether it is open; the groups decide what was readable."""
    if not fits(value(heard[0]), BUILD):
        return None
    groups = _groups(heard[1:2]) if len(heard) > 1 else None
    return groups or Shown(kind=ExposureKind.METADATA, said="build information")


check = http_check(
    title="Pushgateway readable without authentication",
    remedy=(
        "Create a web.yml with `basic_auth_users: {NAME: HASH}` (create the hash with `htpasswd -nBC 10 "
        "NAME`) and `tls_server_config`. Start it with `--web.config.file=web.yml` and "
        "`--web.listen-address=127.0.0.1:9091`. Close port 9091 in the firewall. Check for groups that your "
        "jobs did not push."
    ),
    severity=Severity.MEDIUM,
    reads=ReadLevel.LISTING,
    references=(
        "https://github.com/prometheus/pushgateway#tls-and-basic-authentication",
        "https://prometheus.io/docs/operating/security/#pushgateway",
    ),
    sized_by="groups of its own list; a lower bound when the list was cut",
    applies=served_by("Pushgateway"),
    ask=Ask(path="/api/v1/status"),
    then=in_turn(
        Ask(path="/api/v1/metrics", limit=16 * 1024, level=ReadLevel.LISTING),
        when=lambda first: fits(value(first), BUILD),
    ),
    requests=2,
    shows=shows,
)
