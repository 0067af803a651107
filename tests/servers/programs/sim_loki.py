"""Loki 2 as its reference of the HTTP API describes it; `closed` is a web server with a password in front."""

from __future__ import annotations

from tests.servers.sim_pages import GO_MISSING, PROXY, TEXT, simulated
from tests.servers.sim_web import Said, as_json

LABELS = ["app", "filename", "made_up"]
BUILD = {
    "version": "2.9.4",
    "revision": "f599ebc535",
    "branch": "HEAD",
    "buildUser": "made-up",
    "buildDate": "2024-01-24T16:20:30Z",
    "goVersion": "go1.21.3",
}

server = simulated(
    "loki_open",
    product="",
    pages={
        "/ready": Said(headers=TEXT, body=b"ready\n"),
        "/loki/api/v1/labels": as_json({"status": "success", "data": LABELS}),
        "/loki/api/v1/status/buildinfo": as_json(BUILD),
    },
    empty={"/loki/api/v1/labels": as_json({"status": "success"})},
    denied=PROXY,
    public=(),
    missing=GO_MISSING,
    records=len(LABELS),
)
