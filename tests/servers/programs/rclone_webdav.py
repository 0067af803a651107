"""rclone's WebDAV server over a folder: `--user` and `--pass` close it, and then hide its name."""

from __future__ import annotations

import os
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import listing
from tests.servers.need import missing_venv, venv_program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder

USER = "custodian"


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    listing.make(folder, files=mode != "empty")
    return of_folder(spot, folder, mode)


def of_folder(spot: Spot, folder: Path, mode: str = "open") -> Running:
    """The same of any folder."""
    words = ["serve", "webdav", "--addr", f"{LOOPBACK}:{spot.port}"]
    words += ["--user", USER] if mode == "closed" else []
    environ = os.environ | {"RCLONE_CONFIG": str(spot.folder / "rclone.conf"), "HOME": str(spot.folder)}
    environ |= {"RCLONE_PASS": spot.password} if mode == "closed" else {}
    server = ServerProgram(
        [venv_program("rclone"), *words, str(folder)],
        ports=(spot.port,),
        log=spot.folder / "rclone.log",
        env=environ,
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


server = RealServer(
    name="rclone_webdav",
    module="http",
    product="rclone",
    check="webdav_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing_venv("rclone"),
    start=start,
    records=len(listing.NAMES) + 1,
)
