"""Debian's vsftpd: closed by `anonymous_enable=NO`; it has no MLSD."""

from __future__ import annotations

import os
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import listing
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    listing.make(folder, files=mode != "empty")
    return serve(spot, folder, anonymous=mode != "closed")


def serve(spot: Spot, folder: Path, *, anonymous: bool = True, more: str = "") -> Running:
    """Of that folder; it must not be writable by the user `ftp`. `more` are lines of its configuration."""
    config = spot.private("vsftpd.conf", _config(spot, folder, anonymous) + more)
    server = ServerProgram(
        [program("vsftpd"), str(config)], ports=(spot.port,), log=spot.folder / "vsftpd.log"
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _config(spot: Spot, folder: Path, anonymous: bool) -> str:
    return f"""
listen=YES
background=NO
listen_address={LOOPBACK}
listen_port={spot.port}
anonymous_enable={"YES" if anonymous else "NO"}
local_enable={"NO" if anonymous else "YES"}
delay_failed_login=0
write_enable=NO
xferlog_enable=NO
anon_root={folder}
secure_chroot_dir={spot.inside("nothing")}
"""


def _missing() -> str:
    return missing("vsftpd") or ("" if os.geteuid() == 0 else "vsftpd changes its user, so it needs root")


server = RealServer(
    name="vsftpd",
    module="ftp",
    product="vsftpd",
    check="ftp_anonymous",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=_missing,
    start=start,
    records=len(listing.NAMES) + 1,
    heavy=True,
)
