"""Zipkin's server as its API description and zipkin-server of openzipkin/zipkin describe it; `closed` is a
web server with a password in front."""

from __future__ import annotations

from tests.servers.sim_pages import PROXY, TEXT, redirect, simulated
from tests.servers.sim_web import Said, as_json

SERVICES = ["made-up-1", "made-up-2", "made-up-3"]

server = simulated(
    "zipkin_open",
    product="Zipkin",
    pages={
        "/": redirect("/zipkin/"),
        "/info": as_json({"zipkin": {"version": "2.24.3", "commit": "0000000"}}),
        "/api/v2/services": as_json(SERVICES),
    },
    empty={"/api/v2/services": as_json([])},
    denied=PROXY,
    public=(),
    missing=Said(status=404, phrase="Not Found", headers=TEXT, body=b"404 Not Found"),
    records=len(SERVICES),
)
