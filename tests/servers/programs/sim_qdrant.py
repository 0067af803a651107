"""Qdrant as its API reference describes it, with and without an API key."""

from __future__ import annotations

from tests.servers.real import EMPTY, FORBIDDEN, OPEN, RealServer, Running, Spot
from tests.servers.sim_pages import serve_pages
from tests.servers.sim_web import Said, as_json

POINTS = 42
TEXT = {"content-type": "text/plain; charset=utf-8"}
DENIED = Said(status=403, phrase="Forbidden", headers=TEXT, body=b"Must provide an API key")
MISSING = Said(status=404, phrase="Not Found")


def start(spot: Spot, mode: str, points: int = POINTS) -> Running:
    names = [] if mode == "empty" else ["made-up"]
    version = {"title": "qdrant - vector search engine", "version": "1.12.4", "commit": "0" * 40}
    pages = {
        "/": as_json(version),
        "/collections": _result({"collections": [{"name": name} for name in names]}),
        **{f"/collections/{name}": _result(_info(points)) for name in names},
    }
    return serve_pages(spot, pages, MISSING, denied=DENIED if mode == "closed" else None)


def _result(result: dict[str, object]) -> Said:
    return as_json({"result": result, "status": "ok", "time": 0.000012})


def _info(points: int) -> dict[str, object]:
    return {
        "status": "green",
        "optimizer_status": "ok",
        "indexed_vectors_count": 0,
        "points_count": points,
        "segments_count": 2,
        "config": {"params": {"vectors": {"size": 384, "distance": "Cosine"}, "shard_number": 1}},
        "payload_schema": {},
    }


server = RealServer(
    name="sim_qdrant",
    module="http",
    product="Qdrant",
    check="qdrant_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=POINTS,
)
