"""Apache Superset, reports on databases: dashboards readable without signing in.

Requests the number of one dashboard and of all. No dashboard, chart or query is requested.

Open: the list, with Superset's own title. *Metadata* when there are dashboards, *empty* when there is none.
Closed: 401, 403 or a login page. The login page and `/health` answer in both cases; they prove nothing.

False positives: dashboards published on purpose (`PUBLIC_ROLE_LIKE`).
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_count

LIST: Shape = {"list_title": "List Dashboard", "ids": list, "result": list, "list_columns": list}

check = http_check(
    title="Apache Superset dashboards readable without authentication",
    remedy=(
        "In superset_config.py, remove `PUBLIC_ROLE_LIKE` and `AUTH_ROLE_PUBLIC`, set `SECRET_KEY` to a "
        "value of your own, then run `superset init` and restart it. In `Settings` > `List Roles`, take "
        "from `Public` every permission. Put a web server with TLS in front of it. Close port 8088 in the "
        "firewall."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://superset.apache.org/docs/security/#public",
        "https://superset.apache.org/docs/api/",
    ),
    sized_by="dashboards from its own counter",
    applies=served_by("Apache Superset"),
    ask=Ask(
        path="/api/v1/dashboard/?q=(columns:!(id),page_size:1)", limit=16 * 1024, level=ReadLevel.LISTING
    ),
    shows=json_count("dashboard", at="count", also=LIST),
)
