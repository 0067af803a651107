"""Apache Superset as its API reference describes the list of dashboards; `closed` as flask_jwt_extended
refuses."""

from __future__ import annotations

from tests.servers.sim_pages import redirect, simulated
from tests.servers.sim_web import Said, as_json

DASHBOARDS = 4
PATH = "/api/v1/dashboard/?q=(columns:!(id),page_size:1)"


def listed(count: int) -> Said:
    answer = {
        "count": count,
        "description_columns": {},
        "ids": [1][:count],
        "label_columns": {"id": "Id"},
        "list_columns": ["id"],
        "list_title": "List Dashboard",
        "order_columns": ["changed_on_delta_humanized"],
        "result": [{"id": 1}][:count],
    }
    return as_json(answer)


server = simulated(
    "superset_open",
    product="Apache Superset",
    pages={"/": redirect("/superset/welcome/"), PATH: listed(DASHBOARDS)},
    empty={PATH: listed(0)},
    denied=as_json({"msg": "Missing Authorization Header"}, status=401, phrase="UNAUTHORIZED"),
    records=DASHBOARDS,
)
