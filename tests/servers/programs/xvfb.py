"""Debian's Xvfb, an X server without a screen: closed by taking away `-ac`, so that it asks for a cookie."""

from __future__ import annotations

import os

from leftopen.demo.program import ServerProgram
from tests.servers import xserver
from tests.servers.need import missing, program
from tests.servers.real import OPEN, PASSWORD, RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    words = [program("Xvfb"), f":{spot.port}", "-screen", "0", "320x240x8"]
    if mode == "open":
        words.append("-ac")
    server = ServerProgram(
        xserver.command(spot, [f"tcp:{spot.port}"], words),
        ports=(spot.port,),
        log=spot.folder / "xvfb.log",
        env=os.environ | {"HOME": str(spot.folder)},
    )
    server.start()
    try:
        xserver.write(spot)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: xserver.digest(spot))


server = RealServer(
    name="xvfb",
    module="x11",
    product="X11",
    check="x11_open",
    modes={"open": OPEN, "closed": PASSWORD},
    missing=lambda: missing("Xvfb"),
    start=start,
)
