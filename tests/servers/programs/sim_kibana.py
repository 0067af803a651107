"""Kibana 8 as its guide describes it: the status and saved-objects APIs, and the way to its log-in.

Headers as shown in elastic/support-diagnostics pull request 584 and in Kibana's own tests of them.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_web import Asked, Said, as_json, password_of, serve

PATTERNS = 4
FIND = "/api/saved_objects/_find"
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer-when-downgrade",
    "kbn-name": "made-up-kibana",
    "kbn-license-sig": "6d7f5f3be5e9ea9c3fc8534e7eba519ed0a5a447f6f9c7a9a6cda1a5adeb7092",
    "cache-control": "private, no-cache, no-store, must-revalidate",
}
JSON = HEADERS | {"content-type": "application/json; charset=utf-8"}


def start(spot: Spot, mode: str, patterns: int = PATTERNS) -> Running:
    def answer(asked: Asked) -> Said:
        path = urlsplit(asked.path).path
        inside = mode != "closed" or password_of(asked) == spot.password
        if path == "/" or not inside:
            return _outside(path, asked.path, inside=inside)
        return _inside(path, 0 if mode == "empty" else patterns)

    return serve(spot, answer, lambda: f"{patterns} patterns")


def _outside(path: str, whole: str, *, inside: bool) -> Said:
    """Browsers are led on, programs are told no."""
    if path.startswith("/api/"):
        answer = {"statusCode": 401, "error": "Unauthorized", "message": "Unauthorized"}
        return as_json(answer, JSON, status=401, phrase="Unauthorized")
    target = "/spaces/enter" if inside else f"/login?next={whole.replace('/', '%2F')}"
    return Said(status=302, phrase="Found", headers=HEADERS | {"location": target})


def _inside(path: str, patterns: int) -> Said:
    if path == "/api/status":
        return as_json(_status(), JSON)
    if path == FIND:
        objects = [_pattern(number) for number in range(min(patterns, 1))]
        return as_json({"page": 1, "per_page": 1, "total": patterns, "saved_objects": objects}, JSON)
    answer = {"statusCode": 404, "error": "Not Found", "message": "Not Found"}
    return as_json(answer, JSON, status=404, phrase="Not Found")


def _status() -> dict[str, object]:
    good = {"level": "available", "summary": "All services are available"}
    return {
        "name": "made-up-kibana",
        "uuid": "00000000-0000-4000-8000-000000000000",
        "version": {
            "number": "8.14.1",
            "build_hash": "0" * 40,
            "build_number": 74000,
            "build_snapshot": False,
        },
        "status": {"overall": good, "core": {"elasticsearch": good, "savedObjects": good}, "plugins": {}},
        "metrics": {"last_updated": "2024-07-01T00:00:00.000Z", "collection_interval_in_millis": 5000},
    }


def _pattern(number: int) -> dict[str, object]:
    return {
        "type": "index-pattern",
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "namespaces": ["default"],
        "attributes": {"title": f"made-up-{number}-*"},
        "references": [],
        "coreMigrationVersion": "8.8.0",
        "updated_at": "2024-07-01T00:00:00.000Z",
        "version": "WzEsMV0=",
        "score": 0,
    }


server = RealServer(
    name="sim_kibana",
    module="http",
    product="Kibana",
    check="kibana_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=PATTERNS,
)
