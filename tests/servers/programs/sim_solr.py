"""Solr as its reference guide describes CoreAdmin, with and without the BasicAuthPlugin."""

from __future__ import annotations

from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_pages import serve_pages
from tests.servers.sim_web import Said, as_json

DOCUMENTS = 42
FRONT = Said(status=302, phrase="Found", headers={"location": "/solr/"})
BASIC = {"www-authenticate": 'Basic realm="solr"', "content-type": "text/html;charset=iso-8859-1"}
DENIED = Said(status=401, phrase="Unauthorized", headers=BASIC, body=b"<h2>HTTP ERROR 401</h2>")
MISSING = Said(status=404, phrase="Not Found", body=b"<h2>HTTP ERROR 404 Not Found</h2>")


def start(spot: Spot, mode: str, documents: int = DOCUMENTS) -> Running:
    cores = {} if mode == "empty" else {"made-up": _core(documents)}
    told = {"responseHeader": {"status": 0, "QTime": 3}, "initFailures": {}, "status": cores}
    pages = {"/": FRONT, "/solr/admin/cores?action=STATUS&wt=json": as_json(told)}
    return serve_pages(spot, pages, MISSING, denied=DENIED if mode == "closed" else None)


def _core(documents: int) -> dict[str, object]:
    return {
        "name": "made-up",
        "instanceDir": "/var/solr/data/made-up",
        "dataDir": "/var/solr/data/made-up/data/",
        "config": "solrconfig.xml",
        "schema": "managed-schema.xml",
        "startTime": "2024-07-01T00:00:00.000Z",
        "uptime": 60000,
        "index": {
            "numDocs": documents,
            "maxDoc": documents,
            "deletedDocs": 0,
            "version": 6,
            "segmentCount": 1,
            "current": True,
            "hasDeletions": False,
            "sizeInBytes": 8429,
            "size": "8.23 KB",
        },
    }


server = RealServer(
    name="sim_solr",
    module="http",
    product="Apache Solr",
    check="solr_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=DOCUMENTS,
)
