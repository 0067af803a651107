"""Debian's Xtigervnc: closed by a password (`VncAuth`), alone or inside TLS.

The harness never logs in by VNC: the server is an X server too, and is looked at through its own socket.
"""

from __future__ import annotations

import os
import secrets

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import xserver
from tests.servers.need import missing, program
from tests.servers.real import OPEN, PASSWORD, RealServer, Running, Spot

SECURITY = {"open": "None", "choice": "VncAuth,None", "closed": "VncAuth", "tls": "TLSVnc,X509Vnc"}


def start(spot: Spot, mode: str) -> Running:
    server = ServerProgram(
        xserver.command(spot, [], _words(spot, mode)),
        ports=(spot.port,),
        log=spot.folder / "vnc.log",
        env=os.environ | {"HOME": str(spot.folder)},
    )
    server.start()
    try:
        xserver.write(spot)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: xserver.digest(spot))


def _words(spot: Spot, mode: str) -> list[str]:
    words = [program("Xtigervnc"), f":{spot.port}", "-interface", LOOPBACK, "-rfbport", str(spot.port)]
    words += ["-geometry", "320x240", "-desktop", "made-up desk", "-SecurityTypes", SECURITY[mode]]
    file = spot.folder / "passwd"
    if not file.exists():
        file.touch(mode=0o600)
        # Any eight bytes are some password; nobody needs to know which.
        file.write_bytes(secrets.token_bytes(8))
    return [*words, "-PasswordFile", str(file)]


server = RealServer(
    name="tigervnc",
    module="vnc",
    product="VNC",
    check="vnc_open",
    modes={"open": OPEN, "choice": OPEN, "closed": PASSWORD, "tls": PASSWORD},
    missing=lambda: missing("Xtigervnc"),
    start=start,
)
