"""Debian's Chromium with its remote debugging open, and one page of a made-up address of its own."""

from __future__ import annotations

import json

from leftopen.demo.program import ServerProgram
from tests.servers.browser import FLAGS
from tests.servers.need import missing, program
from tests.servers.real import METADATA, OPEN, RealServer, Running, Spot
from tests.servers.web import get

PAGES = {"open": "data:text/html,<title>made up</title>", "empty": "about:blank"}


def start(spot: Spot, mode: str) -> Running:
    own = [f"--user-data-dir={spot.inside('profile')}", f"--remote-debugging-port={spot.port}"]
    command = [program("chromium"), *FLAGS, *own, PAGES[mode]]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "chromium.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot.port))


def _digest(port: int) -> str:
    """The pages; Chromium makes targets of its own besides."""
    answer = json.loads(get(port, "/json/list")[1])
    return "\n".join(f"{one['id']} {one['url']}" for one in answer if one["type"] == "page")


server = RealServer(
    name="chromium",
    module="chrome_devtools",
    product="Chrome DevTools",
    check="chrome_devtools_open",
    modes={"open": OPEN, "empty": METADATA},
    missing=lambda: missing("chromium"),
    start=start,
    records=1,
)
