"""Debian's Gophernicus, started for each connection by systemd's socket activation, with a folder and without
anything. The protocol has no password."""

from __future__ import annotations

import os

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, METADATA, RealServer, Running, Spot, digest_of_folder

FILES = ("made-up-1.txt", "made-up-2.txt", "made-up-3.txt")
NOBODY = 65534
RIGHT = "+dac_read_search"


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside(mode)
    for name in FILES if mode == "open" else ():
        (folder / name).write_text("made-up\n")
    activate = [program("systemd-socket-activate"), "-l", f"{LOOPBACK}:{spot.port}", "--inetd", "-a"]
    serve = [program("gophernicus"), "-nh", "-h", "localhost", "-p", str(spot.port), "-r", str(folder)]
    command = _unprivileged([*activate, *serve])
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "gopher.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _unprivileged(command: list[str]) -> list[str]:
    """It refuses to run as root. The spot's folder is for root alone."""
    if os.geteuid() != 0:
        return command
    user = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    return [program("setpriv"), *user, f"--inh-caps={RIGHT}", f"--ambient-caps={RIGHT}", *command]


server = RealServer(
    name="gopher",
    module="gopher",
    product="Gopher server",
    check="gopher_open",
    modes={"open": METADATA, "empty": EMPTY},
    missing=lambda: missing("gophernicus", "systemd-socket-activate", "setpriv"),
    start=start,
    records=len(FILES),
)
