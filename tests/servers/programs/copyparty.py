"""copyparty with made-up files; closed by an account of its own."""

from __future__ import annotations

import os

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing_venv, venv_program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder

FILES = 9
USER = "custodian"


def start(spot: Spot, mode: str, files: int = FILES) -> Running:
    """It is told to keep no index, thumbnail or history beside the files."""
    folder = spot.inside("empty" if mode == "empty" else "full")
    for number in range(files if mode != "empty" else 0):
        path = folder / f"made-up-{number}.txt"
        if not path.exists():
            path.write_text("made up\n")
    rights = f"r,{USER}" if mode == "closed" else "r"
    words = ["-i", LOOPBACK, "-p", str(spot.port), "-v", f"{folder}::{rights}", "--no-thumb", "-q"]
    if mode == "closed":
        words += ["-a", f"{USER}:{spot.password}"]
    server = ServerProgram(
        [venv_program("copyparty"), *words, "--hist", str(spot.inside("history"))],
        ports=(spot.port,),
        log=spot.folder / "copyparty.log",
        env=os.environ | {"HOME": str(spot.inside("home")), "XDG_CONFIG_HOME": str(spot.inside("config"))},
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


server = RealServer(
    name="copyparty",
    module="http",
    product="copyparty",
    check="copyparty_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing_venv("copyparty"),
    start=start,
    records=FILES,
    also=("webdav_open",),
)
