"""Consul without its console, as the API reference describes the catalogue; policies `allow` and `deny`."""

from __future__ import annotations

from tests.servers.real import FORBIDDEN
from tests.servers.sim_pages import TEXT, simulated
from tests.servers.sim_web import Said, as_json

SERVICES = 4
DISABLED = (
    b"Consul Agent: UI disabled. To enable, set ui_config.enabled=true in the agent configuration"
    b" and restart."
)
PATH = "/v1/catalog/services"


def _catalogue(names: list[str], policy: str) -> Said:
    headers = {
        "x-consul-index": "21",
        "x-consul-knownleader": "true",
        "x-consul-lastcontact": "0",
        "x-consul-default-acl-policy": policy,
    }
    return as_json({name: ["made-up"] for name in names}, headers)


server = simulated(
    "consul_open",
    product="Consul",
    pages={
        "/": Said(headers=TEXT, body=DISABLED),
        PATH: _catalogue(["consul", *(f"made-up-{at}" for at in range(SERVICES - 1))], "allow"),
    },
    closed={PATH: _catalogue([], "deny")},
    refused=FORBIDDEN,
    missing=Said(status=404, phrase="Not Found", headers=TEXT, body=b"Invalid URL path"),
    records=SERVICES,
)
