"""Debian's Orthanc with a few made-up images of a made-up patient; closed by its own password."""

from __future__ import annotations

import json
import struct

from leftopen.demo.program import ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client

IMAGES = 5
USER = "custodian"
LITTLE = "1.2.840.10008.1.2.1"
"""Explicit VR, little endian (DICOM PS3.5, A.2)."""
SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
"""Secondary capture: the class of image that needs the fewest tags."""


def start(spot: Spot, mode: str, images: int = IMAGES) -> Running:
    data = spot.inside("empty" if mode == "empty" else "full")
    fresh = not any(data.iterdir())
    config = spot.private("orthanc.json", _config(spot, str(data), mode))
    server = ServerProgram(
        [program("Orthanc"), str(config)], ports=(spot.port,), log=spot.folder / "orthanc.log"
    )
    server.start()
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    try:
        if fresh and mode != "empty":
            for number in range(images):
                client.ask("POST", "/instances", dicom(number), kind="application/dicom")
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(client))


def _config(spot: Spot, folder: str, mode: str) -> str:
    answer: dict[str, object] = {
        "StorageDirectory": folder,
        "IndexDirectory": folder,
        "HttpPort": spot.port,
        "HttpBindAddresses": ["127.0.0.1"],
        "RemoteAccessAllowed": True,
        "DicomServerEnabled": False,
        "AuthenticationEnabled": mode == "closed",
        "RegisteredUsers": {USER: spot.password},
    }
    return json.dumps(answer)


def dicom(number: int) -> bytes:
    """One image without pixels."""
    own = f"1.2.826.0.1.3680043.2.1.{number + 1}"
    meta = _tag(2, 2, "UI", SECONDARY) + _tag(2, 3, "UI", own) + _tag(2, 16, "UI", LITTLE)
    length = struct.pack("<HH2sHI", 2, 0, b"UL", 4, len(meta))
    named = _tag(16, 16, "PN", "Made^Up") + _tag(16, 32, "LO", "MADE-UP")
    placed = _tag(32, 13, "UI", "1.2.826.0.1.3680043.2.2") + _tag(32, 14, "UI", "1.2.826.0.1.3680043.2.3")
    image = _tag(8, 22, "UI", SECONDARY) + _tag(8, 24, "UI", own)
    return bytes(128) + b"DICM" + length + meta + image + named + placed


def _tag(group: int, element: int, kind: str, value: str) -> bytes:
    raw = value.encode() + (b"\0" if kind == "UI" else b" ") * (len(value) % 2)
    return struct.pack("<HH2sH", group, element, kind.encode(), len(raw)) + raw


def _digest(client: Client) -> str:
    """The statistics, and every image."""
    return "\n".join(client.ask("GET", path)[0].decode() for path in ("/statistics", "/instances"))


server = RealServer(
    name="orthanc",
    module="http",
    product="Orthanc",
    check="orthanc_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("Orthanc"),
    start=start,
    records=IMAGES,
)
