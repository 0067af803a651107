"""Subversion's own server with an empty repository: recognised, never judged."""

from __future__ import annotations

import subprocess

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import RealServer, Running, Spot, digest_of_folder


def start(spot: Spot, mode: str) -> Running:
    folder = spot.folder / "made-up"
    if not folder.exists():
        subprocess.run([program("svnadmin"), "create", str(folder)], check=True, timeout=60)
    command = [program("svnserve"), "-d", "--foreground", "-r", str(folder)]
    command += ["--listen-host", LOOPBACK, "--listen-port", str(spot.port)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "svnserve.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder / "db"))


server = RealServer(
    name="svnserve",
    module="svn",
    product="Subversion",
    modes={"open": None},
    missing=lambda: missing("svnserve", "svnadmin"),
    start=start,
)
