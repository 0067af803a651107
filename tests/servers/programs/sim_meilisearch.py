"""Meilisearch as its API reference describes it, with and without a master key."""

from __future__ import annotations

from tests.servers.real import OPEN
from tests.servers.sim_pages import simulated
from tests.servers.sim_web import Said, as_json

DOCUMENTS = 42
ERROR = {
    "message": "The Authorization header is missing. It must use the bearer authorization method.",
    "code": "missing_authorization_header",
    "type": "auth",
    "link": "https://docs.meilisearch.com/errors#missing_authorization_header",
}
INDEX = {"numberOfDocuments": DOCUMENTS, "isIndexing": False, "fieldDistribution": {"made-up": DOCUMENTS}}
JSON = {"content-type": "application/json"}


def stats(indexes: dict[str, object]) -> Said:
    return as_json({"databaseSize": 225280, "lastUpdate": "2024-07-01T00:00:00Z", "indexes": indexes})


server = simulated(
    "meilisearch_open",
    product="Meilisearch",
    pages={
        "/": as_json({"status": "Meilisearch is running"}),
        "/health": as_json({"status": "available"}),
        "/stats": stats({"made-up": INDEX}),
    },
    empty={"/stats": stats({})},
    denied=as_json(ERROR, status=401, phrase="Unauthorized"),
    public=("/", "/health"),
    missing=Said(status=404, phrase="Not Found"),
    opened=OPEN,
    records=DOCUMENTS,
)
