"""Prometheus Alertmanager: readable without authentication.

Requests the names of the receivers and, at level `listing`, the alerts. Names and labels are read in memory
to count; none is stored. The configuration, which shows addresses and accounts, is not requested.

Open: the receivers; every Alertmanager has at least one. *Data* when there are alerts (they name machines,
customers and what is broken), *empty* when there is none now, *metadata* when they were not shown. A visitor
can also silence alerts. Closed: 401 or 403.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, json_list

ALERT: Shape = {"fingerprint": str, "labels": dict, "startsAt": str, "status": dict}
_receivers = json_list("receiver", each={"name": str})
_alerts = json_list("alert", each=ALERT, kind=ExposureKind.DATA)


def _answers(heard: Heard) -> Shown | None:
    """The receivers; an empty list proves nothing."""
    shown = _receivers(heard[:1])
    return shown if shown and shown.size.records else None


def shows(heard: Heard) -> Shown | None:
    """The receivers decide whether it is open; the alerts decide what was readable."""
    shown = _answers(heard)
    alerts = _alerts(heard[1:2]) if shown and len(heard) > 1 else None
    return alerts or shown


check = http_check(
    title="Alertmanager readable without authentication",
    remedy=(
        "Create a web.yml with `basic_auth_users: {NAME: HASH}` (create the hash with `htpasswd -nBC 10 "
        "NAME`) and `tls_server_config`. Start it with `--web.config.file=web.yml` and "
        "`--web.listen-address=127.0.0.1:9093`. Close ports 9093 and 9094 in the firewall. Check for "
        "silences that you did not create."
    ),
    severity=Severity.MEDIUM,
    reads=ReadLevel.LISTING,
    references=(
        "https://prometheus.io/docs/alerting/latest/https/",
        "https://prometheus.io/docs/operating/security/#alertmanager",
    ),
    sized_by="alerts of its own list; a lower bound when the list was cut",
    applies=served_by("Alertmanager"),
    ask=Ask(path="/api/v2/receivers"),
    then=in_turn(
        Ask(path="/api/v2/alerts", limit=16 * 1024, level=ReadLevel.LISTING),
        when=lambda first: _answers((first,)) is not None,
    ),
    requests=2,
    shows=shows,
)
