"""A store of objects that speaks S3: a folder of a practice's copies; its own keys close it."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

NAMES = ("patients-2026-11.sql.gz", "xrays/duvalle-1.dcm", "xrays/okarin-2.dcm", "mail-2026.tar", "keys.kdbx")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("store")
    words = [*installed.script("pys3local"), "serve", "--path", str(folder)]
    words += ["--listen", f"{LOOPBACK}:{spot.port}"]
    keys = ["--access-key-id", "practice", "--secret-access-key", spot.password]
    server = served(spot, [*words, "--no-auth"])
    for name in NAMES:
        body = f"made up for an examination: {name}".encode()
        url = f"http://{LOOPBACK}:{spot.port}/default/{name}"
        urllib.request.urlopen(urllib.request.Request(url, data=body, method="PUT"), timeout=20).close()
    if closed:
        server.stop()
        server = served(spot, [*words, *keys])
    return [server]
