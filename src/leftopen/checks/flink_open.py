"""Apache Flink: the dashboard usable without authentication.

Requests the overview of the cluster. No job, configuration or log is requested, and nothing is submitted.

Open: the overview, with its version. *Metadata* when it knows jobs, *empty* when there is none. Flink has no
login of its own: whoever can read the dashboard can usually upload and run programs. Closed: 401, 403 or a
login page of a web server in front. Unknown: any other response.

False positives: none known.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

OVERVIEW: Shape = {
    "taskmanagers": int,
    "slots-total": int,
    "slots-available": int,
    "flink-version": str,
    "flink-commit": str,
}
JOBS = ("jobs-running", "jobs-finished", "jobs-cancelled", "jobs-failed")


def shows(heard: Heard) -> Shown | None:
    """The jobs that it knows, running and ended."""
    answer = value(heard[0])
    counts = [number(value_at(answer, name)) for name in JOBS]
    if None in counts or not fits(answer, OVERVIEW):
        return None
    return count_shown(sum(count or 0 for count in counts), "job")


check = http_check(
    title="Apache Flink readable without authentication",
    remedy=(
        "In conf/flink-conf.yaml (or conf/config.yaml), set `rest.bind-address: 127.0.0.1`, "
        "`web.submit.enable: false` and `web.cancel.enable: false`, then restart the cluster. If other "
        "machines need the dashboard, put a web server with TLS and a password in front of it. Close ports "
        "8081 and 6123 in the firewall. Check its jobs and uploaded programs for any that you did not "
        "submit."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/rest_api/",
        "https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/security/security-ssl/",
    ),
    sized_by="jobs, running and ended, from its own overview",
    applies=served_by("Apache Flink"),
    ask=Ask(path="/overview"),
    shows=shows,
    refused=denied_or_gone,
)
