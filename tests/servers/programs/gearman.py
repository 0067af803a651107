"""Debian's gearmand. It has no password, so that nothing but its emptiness differs.

It keeps nothing over a restart; each start fills it anew with jobs that no worker takes.
"""

from __future__ import annotations

import socket

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, RealServer, Running, Spot

JOBS = 30
SUBMIT_JOB_BG, JOB_CREATED = 18, 8


def start(spot: Spot, mode: str) -> Running:
    command = [program("gearmand"), "-L", LOOPBACK, "-p", str(spot.port), "-l", "stderr"]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "gearmand.log")
    server.start()
    try:
        if mode == "open":
            _fill(spot)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot))


def _fill(spot: Spot) -> None:
    with socket.create_connection((LOOPBACK, spot.port), timeout=10) as link:
        for number in range(JOBS):
            body = b"made_up_%d\0%d\0made-up" % (number % 3, number)
            link.sendall(b"\0REQ" + SUBMIT_JOB_BG.to_bytes(4, "big") + len(body).to_bytes(4, "big") + body)
            head = _exactly(link, 12)
            assert head[:8] == b"\0RES" + JOB_CREATED.to_bytes(4, "big")
            _exactly(link, int.from_bytes(head[8:], "big"))


def _exactly(link: socket.socket, size: int) -> bytes:
    heard = b""
    while len(heard) < size:
        part = link.recv(size - len(heard))
        assert part
        heard += part
    return heard


def _digest(spot: Spot) -> str:
    """Every function with its jobs and workers."""
    with socket.create_connection((LOOPBACK, spot.port), timeout=10) as link:
        link.sendall(b"status\n")
        heard = b""
        while not heard.endswith(b".\n"):
            heard += link.recv(4096)
    return " ".join(sorted(heard.decode().splitlines()))


server = RealServer(
    name="gearman",
    module="gearman",
    product="Gearman",
    check="gearman_open",
    modes={"open": OPEN, "empty": EMPTY},
    missing=lambda: missing("gearmand"),
    start=start,
    records=JOBS,
)
