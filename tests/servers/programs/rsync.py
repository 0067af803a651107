"""Debian's rsync as a daemon: closed by a password, or by the addresses that it lets in.

The harness looks at the folder itself. `--config` names the daemon's own, so the system's is not read.
"""

from __future__ import annotations

from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import listing
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    listing.make(folder, files=mode != "empty")
    secrets = spot.private("rsyncd.secrets", f"custodian:{spot.password}\n")
    password = f"auth users = custodian\nsecrets file = {secrets}"
    closing = {"closed": password, "hosts": "hosts deny = *"}.get(mode, "")
    # A backup that asks for a password stands beside the open one, as it does in practice.
    other = f"[private]\npath = {folder}\n{closing or password}\n"
    return serve(spot, folder, f"[files]\ncomment = made up\npath = {folder}\n{closing}\n{other}")


def serve(spot: Spot, folder: Path, modules: str) -> Running:
    """`modules` is the configuration's own text."""
    config = spot.private("rsyncd.conf", _config(spot) + modules)
    command = [program("rsync"), "--daemon", "--no-detach", f"--config={config}"]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "rsyncd.out")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _config(spot: Spot) -> str:
    """Without a jail, as the user who started it, so that a private folder can be read."""
    return f"""
address = {LOOPBACK}
port = {spot.port}
use chroot = no
uid = 0
gid = 0
log file = {spot.folder}/rsyncd.log
"""


server = RealServer(
    name="rsync",
    module="rsync",
    product="rsync",
    check="rsync_open",
    modes={"open": OPEN, "closed": PASSWORD, "hosts": FORBIDDEN, "empty": EMPTY},
    missing=lambda: missing("rsync"),
    start=start,
    records=len(listing.NAMES) + 1,
)
