"""`python -m http.server`: lists any folder that has no index page; it knows no password."""

from __future__ import annotations

import sys

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import listing
from tests.servers.real import EMPTY, HIDDEN, OPEN, RealServer, Running, Spot, digest_of_folder


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    listing.make(folder, files=mode != "empty", index=mode == "index")
    command = [sys.executable, "-u", "-m", "http.server", str(spot.port), "--bind", LOOPBACK]
    program = ServerProgram(
        [*command, "--directory", str(folder)], ports=(spot.port,), log=spot.folder / "http.server.log"
    )
    program.start()
    return Running(port=spot.port, programs=(program,), digest=lambda: digest_of_folder(folder))


server = RealServer(
    name="python_http",
    module="http",
    product="SimpleHTTP",
    check="directory_listing_open",
    modes={"open": OPEN, "index": HIDDEN, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    # A page put into its folder hides the listing, and closes nothing.
    keeps=False,
)
