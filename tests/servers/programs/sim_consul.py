"""Consul without its console, as the API reference describes the catalogue; policies `allow` and `deny`."""

from __future__ import annotations

from tests.servers.real import FORBIDDEN, METADATA, RealServer, Running, Spot
from tests.servers.sim_pages import serve_pages
from tests.servers.sim_web import Said, as_json

SERVICES = 4
DISABLED = (
    b"Consul Agent: UI disabled. To enable, set ui_config.enabled=true in the agent configuration"
    b" and restart."
)
TEXT = {"content-type": "text/plain; charset=utf-8"}
MISSING = Said(status=404, phrase="Not Found", headers=TEXT, body=b"Invalid URL path")


def start(spot: Spot, mode: str, services: int = SERVICES) -> Running:
    names = [] if mode == "closed" else ["consul", *(f"made-up-{at}" for at in range(services - 1))]
    headers = {
        "x-consul-index": "21",
        "x-consul-knownleader": "true",
        "x-consul-lastcontact": "0",
        "x-consul-default-acl-policy": "deny" if mode == "closed" else "allow",
    }
    catalogue = as_json({name: ["made-up"] for name in names}, headers)
    return serve_pages(
        spot, {"/": Said(headers=TEXT, body=DISABLED), "/v1/catalog/services": catalogue}, MISSING
    )


server = RealServer(
    name="sim_consul",
    module="http",
    product="Consul",
    check="consul_open",
    modes={"open": METADATA, "closed": FORBIDDEN},
    missing=lambda: "",
    start=start,
    records=SERVICES,
)
