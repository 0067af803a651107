"""Grafana with anonymous access as its API reference describes the search; `closed` asks to sign in."""

from __future__ import annotations

from tests.servers.sim_pages import redirect, simulated
from tests.servers.sim_web import Said, as_json

DASHBOARDS = 3
NO_STORE = {"content-type": "text/html; charset=UTF-8", "cache-control": "no-store"}
PAGE = b"<!DOCTYPE html><html><head><title>Grafana</title></head><body>window.grafanaBootData</body></html>"
PATH = "/api/search?limit=100"


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


server = simulated(
    "grafana_open",
    product="Grafana",
    pages={
        "/": Said(headers=NO_STORE, body=PAGE),
        "/login": Said(headers=NO_STORE, body=PAGE),
        PATH: as_json([_hit(number) for number in range(DASHBOARDS)]),
    },
    empty={PATH: as_json([])},
    closed={"/": redirect("/login", NO_STORE)},
    denied=as_json({"message": "Unauthorized"}, status=401, phrase="Unauthorized"),
    public=("/", "/login"),
    missing=as_json({"message": "Not found"}, status=404, phrase="Not Found"),
    records=DASHBOARDS,
)
