"""DCMTK's PACS (dcmqrscp): open to every caller, closed to all but one by name.

Its folder is the harness's own; nothing is stored in it. The server writes an empty index at its very first
association, whoever's it is: the harness's own.
"""

from __future__ import annotations

import subprocess

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import ACCESS, FORBIDDEN, RealServer, Running, Spot, digest_of_folder


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("images")
    config = spot.private("dcmqrscp.cfg", _config(spot, str(folder), mode))
    command = [program("dcmqrscp"), "-c", str(config), str(spot.port)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "dcmqrscp.log")
    server.start()
    if not (folder / "index.dat").exists():
        echo = [program("echoscu"), "-aec", "ANY-SCP", LOOPBACK, str(spot.port)]
        subprocess.run(echo, check=True, timeout=30, capture_output=True)
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _config(spot: Spot, folder: str, mode: str) -> str:
    """`ANY-SCP` is the title by which this one is called."""
    peers = f"(MADEUP, {LOOPBACK}, 11112)" if mode == "closed" else "ANY"
    return f"""
NetworkTCPPort = {spot.port}
MaxPDUSize = 16384
MaxAssociations = 16
HostTable BEGIN
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
ANY-SCP {folder} RW (10, 1024mb) {peers}
AETable END
"""


server = RealServer(
    name="dcmqrscp",
    module="dicom",
    product="DICOM",
    check="dicom_open",
    modes={"open": ACCESS, "closed": FORBIDDEN},
    missing=lambda: missing("dcmqrscp", "echoscu"),
    start=start,
)
