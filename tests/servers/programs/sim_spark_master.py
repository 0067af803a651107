"""The web page of Spark's standalone master and its JSON; `closed` is a filter that asks for a password."""

from __future__ import annotations

from tests.servers.sim_pages import HTML, PROXY, simulated, titled
from tests.servers.sim_web import Said, as_json

WORKERS = 3


def _worker(number: int) -> dict[str, object]:
    return {
        "id": f"worker-20240701000000-10.0.0.{number}-7078",
        "host": f"10.0.0.{number}",
        "port": 7078,
        "webuiaddress": f"http://10.0.0.{number}:8081",
        "cores": 8,
        "coresused": 0,
        "memory": 1024,
        "memoryused": 0,
        "state": "ALIVE",
        "lastheartbeat": 1719792000000,
    }


def _state(workers: int) -> Said:
    state = {
        "url": "spark://made-up:7077",
        "workers": [_worker(number) for number in range(workers)],
        "aliveworkers": workers,
        "cores": 8 * workers,
        "coresused": 0,
        "memory": 1024 * workers,
        "memoryused": 0,
        "activeapps": [],
        "completedapps": [],
        "activedrivers": [],
        "completeddrivers": [],
        "status": "ALIVE",
    }
    return as_json(state)


server = simulated(
    "spark_master_open",
    product="Apache Spark",
    pages={"/": titled("Spark Master at spark://made-up:7077"), "/json/": _state(WORKERS)},
    empty={"/json/": _state(0)},
    denied=PROXY,
    public=(),
    missing=Said(status=404, phrase="Not Found", headers=HTML, body=b"<h2>HTTP ERROR 404</h2>"),
    records=WORKERS,
)
