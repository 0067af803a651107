"""The web page of Spark's standalone master and its JSON; `closed` is a filter that asks for a password."""

from __future__ import annotations

from tests.servers.real import EMPTY, METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_pages import PROXY, serve_pages
from tests.servers.sim_web import Said, as_json

WORKERS = 3
HTML = {"content-type": "text/html;charset=utf-8"}
PAGE = b"""<!DOCTYPE html><html><head><title>Spark Master at spark://made-up:7077</title></head><body></body></html>"""
MISSING = Said(status=404, phrase="Not Found", headers=HTML, body=b"<h2>HTTP ERROR 404</h2>")


def start(spot: Spot, mode: str, workers: int = WORKERS) -> Running:
    listed = [_worker(number) for number in range(0 if mode == "empty" else workers)]
    state = {
        "url": "spark://made-up:7077",
        "workers": listed,
        "aliveworkers": len(listed),
        "cores": 8 * len(listed),
        "coresused": 0,
        "memory": 1024 * len(listed),
        "memoryused": 0,
        "activeapps": [],
        "completedapps": [],
        "activedrivers": [],
        "completeddrivers": [],
        "status": "ALIVE",
    }
    pages = {"/": Said(headers=HTML, body=PAGE), "/json/": as_json(state)}
    return serve_pages(spot, pages, MISSING, denied=PROXY if mode == "closed" else None, public=())


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


server = RealServer(
    name="sim_spark_master",
    module="http",
    product="Apache Spark",
    check="spark_master_open",
    modes={"open": METADATA, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=WORKERS,
)
