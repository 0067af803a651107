"""Debian's fingerd, started for each connection by systemd's socket activation: with two users logged in,
with nobody, and with the option that wants a name.

Who is logged in stands in /run/utmp, so that it gets a /run of its own.
"""

from __future__ import annotations

import os
import struct

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, RealServer, Running, Spot, digest_of_folder

USERS = ("daemon", "nobody")
USER_PROCESS = 7
OWN_RUN = 'mount -t tmpfs none /run && cp "$1" /run/utmp && shift && exec "$@"'


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside(mode)
    users = folder / "utmp"
    users.write_bytes(b"".join(map(_login, USERS)) if mode == "open" else b"")
    words = ["-u"] if mode == "closed" else []
    activate = [program("systemd-socket-activate"), "-l", f"{LOOPBACK}:{spot.port}", "--inetd", "-a"]
    apart = [program("unshare"), "--mount", program("sh"), "-c", OWN_RUN, "sh", str(users)]
    command = [*apart, *activate, program("in.fingerd"), *words]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "finger.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _login(user: str) -> bytes:
    """A row of utmp(5): kind, process, line, id, user, host, exit, session, time, address."""
    head = struct.pack(
        "hxxi32s4s32s256s", USER_PROCESS, 1, b"pts/0", b"0", user.encode(), b"made-up.example.org"
    )
    return head + struct.pack("hhiii4i20s", 0, 0, 0, 1_675_814_400, 0, 0, 0, 0, 0, b"")


def _missing() -> str:
    if os.geteuid() != 0:
        return "only root may mount"
    return missing("in.fingerd", "finger", "systemd-socket-activate", "unshare")


server = RealServer(
    name="finger",
    module="finger",
    product="Finger server",
    check="finger_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "empty": EMPTY},
    missing=_missing,
    start=start,
    records=len(USERS),
    # Who is logged in is made anew for each start.
    keeps=False,
)
