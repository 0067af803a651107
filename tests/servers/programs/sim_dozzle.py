"""Dozzle as internal/web/routes.go and index.go of amir20/dozzle answer: a page for every unknown path, and a
version that needs a login where there is one."""

from __future__ import annotations

import json

from tests.servers.sim_pages import HTML, TEXT, redirect, simulated, titled
from tests.servers.sim_web import Said

HOSTS = [{"id": f"made-up-{at}", "name": f"made-up-{at}", "nCPU": 4, "memTotal": 1024} for at in range(2)]
CONFIG = {"base": "", "version": "v8.11.9", "hostname": "", "hosts": HOSTS, "authProvider": "none"}
SCRIPT = f'<script type="application/json" id="config__json">{json.dumps(CONFIG)}</script>'
FRONT = titled("Dozzle", SCRIPT)

server = simulated(
    "dozzle_open",
    product="Dozzle",
    pages={"/": FRONT, "/api/version": Said(headers=HTML, body=b"<pre>v8.11.9</pre>")},
    closed={
        "/": redirect("/login", status=307, phrase="Temporary Redirect"),
        "/api/version": Said(status=401, phrase="Unauthorized", headers=TEXT, body=b"Unauthorized"),
    },
    missing=FRONT,
    records=len(HOSTS),
)
