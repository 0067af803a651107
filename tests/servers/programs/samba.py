"""Debian's Samba with one share: closed by turning strangers away altogether, or from the share alone.

Guests act as the user who started it, so that the share may lie in a private folder.
"""

from __future__ import annotations

import getpass
import os
import signal
import time
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, RealServer, Running, Spot, digest_of_folder

FILES = 12
CALLS = "samba-dcerpcd"
FOLDERS = ("private", "lock", "state", "cache", "pid", "ncalrpc", "log", "usershare")


def start(spot: Spot, mode: str, files: int = FILES) -> Running:
    share = spot.inside("empty" if mode == "empty" else "full")
    if mode != "empty" and not any(share.iterdir()):
        _fill(share, files)
    for name in FOLDERS:
        spot.inside(name)
    config = spot.private("smb.conf", _config(spot, share, mode))
    command = [program("smbd"), "-F", "--no-process-group", "--debug-stdout", "-s", str(config)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "smbd.log")
    server.start()
    return Running(
        port=spot.port,
        programs=(server,),
        digest=lambda: digest_of_folder(share),
        after=lambda: _end_of_calls(spot.folder / "pid" / "samba-dcerpcd.pid"),
    )


def _end_of_calls(file: Path) -> None:
    """Samba starts the program that answers remote calls on demand, in a session of its own."""
    pid = int(file.read_text()) if file.exists() else 0
    if not pid or CALLS not in _command_of(pid):
        return
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + 60
    while CALLS in _command_of(pid) and time.monotonic() < until:
        time.sleep(0.02)


def _command_of(pid: int) -> str:
    """'' when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _fill(share: Path, files: int) -> None:
    for number in range(files - 1):
        path = share / f"made-up {number:05d}.txt"
        path.write_text(f"nothing {number}\n")
        os.utime(path, (1_675_900_000 + number, 1_675_900_000 + number))
    (share / "old mail.pst").write_bytes(b"!BDN" + bytes(2044))


def _config(spot: Spot, share: Path, mode: str) -> str:
    strangers = (
        "map to guest = Never\nrestrict anonymous = 2" if mode == "closed" else "map to guest = Bad User"
    )
    return f"""
[global]
server role = standalone server
workgroup = MADEUP
netbios name = FILES
interfaces = {LOOPBACK}/8
bind interfaces only = yes
smb ports = {spot.port}
disable netbios = yes
private dir = {spot.folder}/private
lock directory = {spot.folder}/lock
state directory = {spot.folder}/state
cache directory = {spot.folder}/cache
pid directory = {spot.folder}/pid
ncalrpc dir = {spot.folder}/ncalrpc
log file = {spot.folder}/log/smbd
usershare path = {spot.folder}/usershare
load printers = no
printing = bsd
printcap name = /dev/null
disable spoolss = yes
store dos attributes = no
ea support = no
guest account = {getpass.getuser()}
{strangers}
[public]
comment = Files of nobody
path = {share}
guest ok = {"no" if mode == "not_for_guests" else "yes"}
read only = yes
"""


def _missing() -> str:
    return missing("smbd") or ("" if os.geteuid() == 0 else "smbd changes its user, so it needs root")


server = RealServer(
    name="samba",
    module="smb",
    product="Samba",
    check="smb_share_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "not_for_guests": FORBIDDEN, "empty": EMPTY},
    missing=_missing,
    start=start,
    records=FILES,
    heavy=True,
)
