"""Solr as its reference guide describes CoreAdmin, with and without the BasicAuthPlugin."""

from __future__ import annotations

from tests.servers.real import OPEN
from tests.servers.sim_pages import simulated
from tests.servers.sim_web import Said, as_json

DOCUMENTS = 42
PATH = "/solr/admin/cores?action=STATUS&wt=json"
BASIC = {"www-authenticate": 'Basic realm="solr"', "content-type": "text/html;charset=iso-8859-1"}


def _core() -> dict[str, object]:
    return {
        "name": "made-up",
        "instanceDir": "/var/solr/data/made-up",
        "dataDir": "/var/solr/data/made-up/data/",
        "config": "solrconfig.xml",
        "schema": "managed-schema.xml",
        "startTime": "2024-07-01T00:00:00.000Z",
        "uptime": 60000,
        "index": {
            "numDocs": DOCUMENTS,
            "maxDoc": DOCUMENTS,
            "deletedDocs": 0,
            "version": 6,
            "segmentCount": 1,
            "current": True,
            "hasDeletions": False,
            "sizeInBytes": 8429,
            "size": "8.23 KB",
        },
    }


def _status(cores: dict[str, object]) -> Said:
    return as_json({"responseHeader": {"status": 0, "QTime": 3}, "initFailures": {}, "status": cores})


server = simulated(
    "solr_open",
    product="Apache Solr",
    pages={
        "/": Said(status=302, phrase="Found", headers={"location": "/solr/"}),
        PATH: _status({"made-up": _core()}),
    },
    empty={PATH: _status({})},
    denied=Said(status=401, phrase="Unauthorized", headers=BASIC, body=b"<h2>HTTP ERROR 401</h2>"),
    missing=Said(status=404, phrase="Not Found", body=b"<h2>HTTP ERROR 404 Not Found</h2>"),
    opened=OPEN,
    records=DOCUMENTS,
)
