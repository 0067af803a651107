"""Chroma 1.x as the routes of its server describe it; `closed` is a web server with a password in front."""

from __future__ import annotations

from tests.servers.real import OPEN
from tests.servers.sim_pages import PROXY, simulated
from tests.servers.sim_web import as_json

RECORDS = 42
ID = "00000000-0000-4000-8000-000000000001"
PATH = "/api/v2/tenants/default_tenant/databases/default_database/collections"


def _collection() -> dict[str, object]:
    return {
        "id": ID,
        "name": "made-up",
        "configuration_json": {"hnsw": {"space": "l2"}, "embedding_function": None},
        "metadata": None,
        "dimension": 384,
        "tenant": "default_tenant",
        "database": "default_database",
        "log_position": 0,
        "version": 0,
    }


server = simulated(
    "chroma_open",
    product="",
    pages={
        "/api/v2/heartbeat": as_json({"nanosecond heartbeat": 1719792000000000000}),
        f"{PATH}?limit=100": as_json([_collection()]),
        f"{PATH}/{ID}/count": as_json(RECORDS),
    },
    denied=PROXY,
    public=(),
    missing=as_json({"error": "NotFound", "message": ""}, status=404, phrase="Not Found"),
    opened=OPEN,
    records=RECORDS,
)
