"""Weaviate as its reference of cluster nodes describes it, with and without anonymous access."""

from __future__ import annotations

from tests.servers.real import OPEN
from tests.servers.sim_pages import simulated
from tests.servers.sim_web import Said, as_json

OBJECTS = 42
ROOT = (
    b'{"links":{"href":"/v1","name":"api v1","documentationHref":"https://weaviate.io/developers/weaviate"}}'
)
JSON = {"content-type": "application/json"}
FRONT = Said(status=301, phrase="Moved Permanently", headers={"location": "/v1"}, body=ROOT)
REASON = "anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]"
DENIED = as_json({"code": 401, "message": REASON}, status=401, phrase="Unauthorized")
MISSING = as_json({"code": 404, "message": "path was not found"}, status=404, phrase="Not Found")
PATH = "/v1/nodes?output=verbose"


def _node(objects: int) -> dict[str, object]:
    shard = {"class": "MadeUp", "name": "made-up", "objectCount": objects, "vectorIndexingStatus": "READY"}
    return {
        "batchStats": {"queueLength": 0, "ratePerSecond": 0},
        "gitHash": "0000000",
        "name": "weaviate-0",
        "shards": [shard] if objects else None,
        "stats": {"objectCount": objects, "shardCount": 1 if objects else 0},
        "status": "HEALTHY",
        "version": "1.27.0",
    }


server = simulated(
    "weaviate_open",
    product="Weaviate",
    pages={
        "/": FRONT,
        "/v1": as_json(
            {"links": [{"href": "/v1/meta", "name": "Meta information about this instance/cluster"}]}
        ),
        PATH: as_json({"nodes": [_node(OBJECTS)]}),
    },
    empty={PATH: as_json({"nodes": [_node(0)]})},
    denied=DENIED,
    public=("/", "/v1"),
    missing=MISSING,
    opened=OPEN,
    records=OBJECTS,
)
