"""Debian's NFS-Ganesha, NFSv4 only: closed by clients of another address.

It needs no kernel module and no portmapper. The harness looks at the folder itself.
"""

from __future__ import annotations

import socket
from pathlib import Path

from leftopen.demo.program import ServerProgram
from tests.servers import listing
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, NOT_SERVED, OPEN, RealServer, Running, Spot, digest_of_folder


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    listing.make(folder, files=mode != "empty")
    spot.inside("recovery")
    config = spot.private("ganesha.conf", _config(spot, str(folder), mode))
    command = [program("ganesha.nfsd"), "-F", "-f", str(config), "-p", str(spot.folder / "ganesha.pid")]
    command += ["-L", str(spot.folder / "ganesha.txt")]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "ganesha.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _config(spot: Spot, folder: str, mode: str) -> str:
    client = "CLIENT { Clients = 192.0.2.1; Access_Type = RO; }" if mode == "closed" else ""
    access = "None" if mode == "closed" else "RO"
    return f"""
NFS_CORE_PARAM {{
  NFS_Port = {spot.port}; Protocols = 4;
  Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false; allow_set_io_flusher_fail = true;
}}
NFSv4 {{ Graceless = true; RecoveryRoot = "{spot.folder}/recovery"; Minor_Versions = 0; }}
EXPORT {{
  Export_Id = 1; Path = "{folder}"; Pseudo = "/files"; Access_Type = {access};
  SecType = none, sys; FSAL {{ Name = VFS; }} {client}
}}
"""


def _missing() -> str:
    """It can't bind loopback alone (it resolves the address as for a machine with a network), so that it runs
    only where nothing but loopback exists."""
    beyond = [name for _, name in socket.if_nameindex() if name != "lo" and _is_up(name)]
    return missing("ganesha.nfsd") or ("it would listen beyond loopback" if beyond else "")


def _is_up(interface: str) -> bool:
    return Path(f"/sys/class/net/{interface}/operstate").read_text().strip() != "down"


server = RealServer(
    name="ganesha",
    module="nfs",
    product="NFS",
    check="nfs_export_open",
    modes={"open": OPEN, "closed": NOT_SERVED, "empty": EMPTY},
    missing=_missing,
    start=start,
    records=len(listing.NAMES) + 1,
)
