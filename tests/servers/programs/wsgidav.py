"""WsgiDAV in Cheroot: closed by a user with a password (Digest), as its own settings do it."""

from __future__ import annotations

import json
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
    config = spot.private("wsgidav.json", json.dumps(_config(spot, folder, mode)))
    command = [venv_program("wsgidav"), "--config", str(config)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "wsgidav.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _config(spot: Spot, folder: Path, mode: str) -> dict[str, object]:
    users = {USER: {"password": spot.password}} if mode == "closed" else True
    return {
        "host": LOOPBACK,
        "port": spot.port,
        "server": "cheroot",
        "provider_mapping": {"/": str(folder)},
        "simple_dc": {"user_mapping": {"*": users}},
        "property_manager": False,
        "lock_storage": True,
        "verbose": 1,
    }


server = RealServer(
    name="wsgidav",
    module="http",
    product="WsgiDAV",
    check="webdav_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing_venv("wsgidav"),
    start=start,
    records=len(listing.NAMES) + 1,
)
