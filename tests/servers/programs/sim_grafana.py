"""Grafana with anonymous access as its API reference describes the search; `closed` asks to sign in."""

from __future__ import annotations

from tests.servers.real import EMPTY, METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_pages import serve_pages
from tests.servers.sim_web import Said, as_json

DASHBOARDS = 3
HTML = {"content-type": "text/html; charset=UTF-8", "cache-control": "no-store"}
PAGE = b"<!DOCTYPE html><html><head><title>Grafana</title></head><body>window.grafanaBootData</body></html>"
LOGIN = Said(status=302, phrase="Found", headers=HTML | {"location": "/login"})
DENIED = as_json({"message": "Unauthorized"}, status=401, phrase="Unauthorized")
MISSING = as_json({"message": "Not found"}, status=404, phrase="Not Found")


def start(spot: Spot, mode: str, dashboards: int = DASHBOARDS) -> Running:
    listed = [_hit(number) for number in range(0 if mode == "empty" else dashboards)]
    page = Said(headers=HTML, body=PAGE)
    closed = mode == "closed"
    pages = {"/": LOGIN if closed else page, "/login": page, "/api/search?limit=100": as_json(listed)}
    return serve_pages(spot, pages, MISSING, denied=DENIED if closed else None, public=("/", "/login"))


def _hit(number: int) -> dict[str, object]:
    return {
        "id": number,
        "uid": f"uid{number}",
        "title": f"made-up-{number}",
        "uri": f"db/made-up-{number}",
        "url": f"/d/uid{number}/made-up-{number}",
        "slug": "",
        "type": "dash-db",
        "tags": [],
        "isStarred": False,
        "sortMeta": 0,
    }


server = RealServer(
    name="sim_grafana",
    module="http",
    product="Grafana",
    check="grafana_open",
    modes={"open": METADATA, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=DASHBOARDS,
)
