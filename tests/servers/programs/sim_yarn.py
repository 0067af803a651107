"""The resource manager of Hadoop 3 as its REST reference describes the cluster metrics; `closed` asks for
Kerberos."""

from __future__ import annotations

from tests.servers.sim_pages import HTML, redirect, simulated
from tests.servers.sim_web import Said, as_json

APPLICATIONS = 7
PATH = "/ws/v1/cluster/metrics"
KERBEROS = {"www-authenticate": "Negotiate", **HTML}


def metrics(submitted: int) -> Said:
    counters = {
        "appsCompleted": submitted,
        "appsPending": 0,
        "appsRunning": 0,
        "appsFailed": 0,
        "appsKilled": 0,
    }
    machines = {
        "totalMB": 8192,
        "availableMB": 8192,
        "totalVirtualCores": 8,
        "totalNodes": 1,
        "activeNodes": 1,
    }
    answer = {"appsSubmitted": submitted, **counters, "containersAllocated": 0, **machines}
    return as_json({"clusterMetrics": answer})


server = simulated(
    "yarn_open",
    product="",
    pages={"/": redirect("/cluster"), PATH: metrics(APPLICATIONS)},
    empty={PATH: metrics(0)},
    denied=Said(
        status=401, phrase="Authentication required", headers=KERBEROS, body=b"<h2>HTTP ERROR 401</h2>"
    ),
    records=APPLICATIONS,
)
