"""What a browser's extension saw: twenty requests and eight lines of the console of an office's pages."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, post, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = installed.node("@agentdeskai/browser-tools-server/dist/browser-connector.js")
    server = served(spot, words, env={"PORT": str(spot.port), "SERVER_HOST": LOOPBACK})
    for n in range(20):
        name, mail, phone, _ = PEOPLE[n % 4]
        body = json.dumps({"name": name, "mail": mail, "phone": phone})
        url = f"https://intranet.depot-example.org/staff/{n}"
        seen = {"type": "network-request", "url": url, "method": "GET", "status": 200, "responseBody": body}
        post(spot, "/extension-log", {"data": {**seen, "timestamp": 1_764_000_000_000 + n}})
    for n in range(8):
        line = {"type": "console-log", "level": "log", "message": f"shift {n} saved", "timestamp": n}
        post(spot, "/extension-log", {"data": line})
    return [server]
