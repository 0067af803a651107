"""Debian's Netatalk (afpd alone): closed by offering no guest login."""

from __future__ import annotations

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import listing
from tests.servers.need import missing, program
from tests.servers.real import ACCESS, PASSWORD, RealServer, Running, Spot, digest_of_folder


def start(spot: Spot, mode: str) -> Running:
    folder = listing.make(spot.inside("files"))
    ways = "uams_dhx2.so" if mode == "closed" else "uams_guest.so uams_dhx2.so"
    config = spot.private("afp.conf", _config(spot, str(folder), ways))
    server = ServerProgram(
        [program("afpd"), "-d", "-F", str(config)], ports=(spot.port,), log=spot.folder / "afpd.log"
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _config(spot: Spot, folder: str, ways: str) -> str:
    return f"""
[Global]
afp port = {spot.port}
afp listen = {LOOPBACK}
uam list = {ways}
log file = {spot.folder}/afpd.txt
zeroconf = no
[files]
path = {folder}
"""


server = RealServer(
    name="netatalk",
    module="afp",
    product="Netatalk",
    check="afp_anonymous",
    modes={"open": ACCESS, "closed": PASSWORD},
    missing=lambda: missing("afpd"),
    start=start,
)
