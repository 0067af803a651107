"""Qdrant as its API reference describes it, with and without an API key."""

from __future__ import annotations

from tests.servers.real import FORBIDDEN, OPEN
from tests.servers.sim_pages import TEXT, simulated
from tests.servers.sim_web import Said, as_json

POINTS = 42
VERSION = {"title": "qdrant - vector search engine", "version": "1.12.4", "commit": "0" * 40}


def _result(result: dict[str, object]) -> Said:
    return as_json({"result": result, "status": "ok", "time": 0.000012})


def _info() -> dict[str, object]:
    return {
        "status": "green",
        "optimizer_status": "ok",
        "indexed_vectors_count": 0,
        "points_count": POINTS,
        "segments_count": 2,
        "config": {"params": {"vectors": {"size": 384, "distance": "Cosine"}, "shard_number": 1}},
        "payload_schema": {},
    }


server = simulated(
    "qdrant_open",
    product="Qdrant",
    pages={
        "/": as_json(VERSION),
        "/collections": _result({"collections": [{"name": "made-up"}]}),
        "/collections/made-up": _result(_info()),
    },
    empty={"/collections": _result({"collections": []})},
    denied=Said(status=403, phrase="Forbidden", headers=TEXT, body=b"Must provide an API key"),
    refused=FORBIDDEN,
    missing=Said(status=404, phrase="Not Found"),
    opened=OPEN,
    records=POINTS,
)
