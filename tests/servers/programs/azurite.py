"""Azurite, Microsoft's emulator of Azure's storage, an npm package. `$root` is the container that it shows.

Without `--disableTelemetry` it would report to its maker.
"""

from __future__ import annotations

import os

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.azure_client import Owner
from tests.servers.need import missing, node_module, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, RealServer, Running, Spot

CONTAINER = "$root"
BLOBS = 12


def lacking() -> str:
    return missing("node") or ("" if node_module("azurite") else "npm package azurite not installed")


def start(spot: Spot, mode: str, blobs: int = BLOBS, more: tuple[str, ...] = ("--silent",)) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    fresh = not any(folder.iterdir())
    script = f"{node_module('azurite')}/dist/src/blob/main.js"
    words = ["--blobHost", LOOPBACK, "--blobPort", str(spot.port), "--location", str(folder)]
    words += ["--skipApiVersionCheck", "--disableTelemetry", *more]
    server = ServerProgram(
        [program("node"), script, *words],
        ports=(spot.port,),
        log=spot.folder / "azurite.log",
        env=os.environ | {"HOME": str(spot.folder)},
    )
    server.start()
    owner = Owner(port=spot.port)
    try:
        if fresh:
            owner.make(CONTAINER)
            for number in range(0 if mode == "empty" else blobs):
                owner.put(CONTAINER, f"made-up-{number:05d}.txt", f"made up: {number}\n".encode())
        owner.show(CONTAINER, public=mode != "closed")
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: f"blobs {owner.blobs(CONTAINER)}")


server = RealServer(
    name="azurite",
    module="http",
    product="Azurite",
    check="azure_blob_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "empty": EMPTY},
    missing=lacking,
    start=start,
    records=BLOBS,
    heavy=True,
)
