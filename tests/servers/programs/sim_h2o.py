"""H2O 3 as its REST reference describes the schema CloudV3; `closed` with `-hash_login`."""

from __future__ import annotations

from tests.servers.sim_pages import redirect, simulated
from tests.servers.sim_web import Said, as_json

NODES = 2
META = {"schema_version": 3, "schema_name": "CloudV3", "schema_type": "Iced"}
BASIC = {"www-authenticate": 'Basic realm="H2O"'}
CLOUD = {
    "__meta": META,
    "_exclude_fields": "",
    "skip_ticks": False,
    "version": "3.46.0.1",
    "branch_name": "rel-3.46.0",
    "cloud_name": "made-up",
    "cloud_size": NODES,
    "cloud_uptime_millis": 42000,
    "cloud_healthy": True,
    "consensus": True,
    "locked": True,
    "is_client": False,
    "nodes": [{"h2o": f"/10.0.0.{at}:54321", "healthy": True, "free_mem": 1024} for at in range(NODES)],
}

server = simulated(
    "h2o_open",
    product="H2O",
    pages={"/": redirect("/flow/index.html"), "/3/Cloud": as_json(CLOUD)},
    denied=Said(status=401, phrase="Unauthorized", headers=BASIC),
    public=(),
    records=NODES,
)
