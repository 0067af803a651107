"""Grafana: dashboards readable without signing in.

Requests the first hundred dashboards and folders. No dashboard and no measurement is requested. Titles are
read in memory to count; none is stored.

Open: the list. *Metadata* when it has entries, *empty* when it has none. Whoever can read the list can open
the dashboards and usually query the data sources behind them. Closed: 401, 403 or a redirect to the login
page. `/api/health` and the login page answer in both cases; they prove nothing.

False positives: dashboards published on purpose (anonymous access).
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

MOST = 100
HIT: Shape = {"uid": str, "title": str, "url": str, "type": str}

check = http_check(
    title="Grafana dashboards readable without authentication",
    remedy=(
        "In grafana.ini, set `enabled = false` in the section `[auth.anonymous]` (or "
        "`GF_AUTH_ANONYMOUS_ENABLED=false` in its environment), then run `systemctl restart grafana-server`. "
        "Listen on loopback only (`http_addr = 127.0.0.1`) behind a web server with TLS. Close port 3000 in "
        "the firewall."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/anonymous-auth/",
        "https://grafana.com/docs/grafana/latest/developers/http_api/folder_dashboard_search/",
    ),
    sized_by="dashboards and folders on the first page of a hundred; a lower bound when it is full",
    applies=served_by("Grafana"),
    ask=Ask(path=f"/api/search?limit={MOST}", limit=48 * 1024, level=ReadLevel.LISTING),
    shows=json_list("dashboard or folder", plural="dashboards and folders", each=HIT, most=MOST),
)
