"""Apache Airflow, a scheduler of workflows: DAGs readable without authentication.

Requests one DAG and the number of all, by the API of version 2 and, where that is gone, of version 3. No run,
variable or connection is requested. The name is read in memory; it is not stored.

Open: the answer, with the server's own counter. *Metadata* when there are DAGs, *empty* when there is none.
Whoever can read them without a login can usually also start them and read the variables. Closed: 401, 403 or
a login page. `/health` and `/version` answer in both cases; they prove nothing.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import (
    Ask,
    Heard,
    Shown,
    denied_last,
    either,
    front_page_says,
    http_check,
    in_turn,
    served_by,
)
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

DAG: Shape = {"dag_id": str, "is_paused": bool, "fileloc": str}
FIRST, SECOND = "/api/v1/dags?limit=1", "/api/v2/dags?limit=1"


def shows(heard: Heard) -> Shown | None:
    """The last answer: the second API is asked only where the first is gone."""
    answer = value(heard[-1])
    dags, total = value_at(answer, "dags"), number(value_at(answer, "total_entries"))
    if not isinstance(dags, list) or total is None or bool(dags) != bool(total):
        return None
    return count_shown(total, "DAG") if all(fits(dag, DAG) for dag in dags) else None


check = http_check(
    title="Apache Airflow readable without authentication",
    remedy=(
        "In airflow.cfg, set `auth_backends = airflow.api.auth.backend.session` in the section `[api]`, and "
        "remove `AUTH_ROLE_PUBLIC` from webserver_config.py. Version 3: set `simple_auth_manager_all_admins "
        "= False` in the section `[core]`. Restart the web server. Listen on loopback only "
        "(`web_server_host = 127.0.0.1`). Close port 8080 in the firewall. Change the passwords of its "
        "connections and variables."
    ),
    severity=Severity.HIGH,
    references=(
        "https://airflow.apache.org/docs/apache-airflow/2.10.5/stable-rest-api-ref.html#operation/get_dags",
        "https://airflow.apache.org/docs/apache-airflow/stable/security/api.html",
    ),
    sized_by="DAGs from its own counter",
    applies=either(served_by("Apache Airflow"), front_page_says(302, "location", "/home")),
    ask=Ask(path=FIRST, limit=16 * 1024, level=ReadLevel.LISTING),
    then=in_turn(
        Ask(path=SECOND, limit=16 * 1024, level=ReadLevel.LISTING), when=lambda first: first.status == 404
    ),
    requests=2,
    shows=shows,
    refused=denied_last,
)
