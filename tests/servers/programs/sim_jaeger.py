"""Jaeger's query service as cmd/query/app/http_handler.go of jaegertracing/jaeger wraps its answers; `closed`
is a web server with a password in front."""

from __future__ import annotations

from tests.servers.sim_pages import PROXY, simulated, titled
from tests.servers.sim_web import Said, as_json

SERVICES = ["jaeger-query", "made-up-1", "made-up-2"]


def services(*names: str) -> Said:
    return as_json({"data": list(names), "total": len(names), "limit": 0, "offset": 0, "errors": None})


server = simulated(
    "jaeger_open",
    product="Jaeger",
    pages={"/": titled("Jaeger UI"), "/api/services": services(*SERVICES)},
    empty={"/api/services": services()},
    denied=PROXY,
    public=(),
    missing=titled("Jaeger UI"),
    records=len(SERVICES),
)
