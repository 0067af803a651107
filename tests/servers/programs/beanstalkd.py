"""Debian's beanstalkd. It has no password, so that nothing but its emptiness differs.

It keeps nothing over a restart; each start fills it anew.
"""

from __future__ import annotations

import socket

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, RealServer, Running, Spot

JOBS = 30
VOLATILE = (b"cmd-stats", b"total-connections", b"rusage", b"uptime", b"current-connections")


def start(spot: Spot, mode: str) -> Running:
    command = [program("beanstalkd"), "-l", LOOPBACK, "-p", str(spot.port)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "beanstalkd.log")
    server.start()
    try:
        if mode == "open":
            _fill(spot)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot))


def _fill(spot: Spot) -> None:
    """Ready, delayed and in two queues."""
    with socket.create_connection((LOOPBACK, spot.port), timeout=10) as link:
        for number in range(JOBS):
            link.sendall(b"use mail%d\r\nput 10 %d 60 7\r\nmade-up\r\n" % (number % 2, 900 * (number % 3)))
        heard = b""
        while heard.count(b"\r\n") < 2 * JOBS:
            heard += link.recv(4096)
        assert heard.count(b"INSERTED") == JOBS


def _digest(spot: Spot) -> str:
    """All counters but those that a look itself moves."""
    with socket.create_connection((LOOPBACK, spot.port), timeout=10) as link:
        link.sendall(b"stats\r\n")
        heard = b""
        while not heard.endswith(b"\n\r\n"):
            heard += link.recv(4096)
    kept = [line for line in heard.split(b"\n")[1:] if not line.startswith(VOLATILE)]
    return b" ".join(kept).decode()


server = RealServer(
    name="beanstalkd",
    module="beanstalkd",
    product="beanstalkd",
    check="beanstalkd_open",
    modes={"open": OPEN, "empty": EMPTY},
    missing=lambda: missing("beanstalkd"),
    start=start,
    records=JOBS,
)
