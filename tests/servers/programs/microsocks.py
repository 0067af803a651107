"""Debian's microsocks, a SOCKS 5 proxy: recognised, never judged and never used."""

from __future__ import annotations

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    command = [program("microsocks"), "-i", LOOPBACK, "-p", str(spot.port)]
    log = spot.folder / "microsocks.log"
    server = ServerProgram(command, ports=(spot.port,), log=log)
    server.start()
    return Running(
        port=spot.port, programs=(server,), digest=lambda: f"connected to: {_targets(log.read_text())}"
    )


def _targets(log: str) -> list[str]:
    """Its log has a line for each connection that it made for a client."""
    return [line for line in log.splitlines() if "connected to" in line]


server = RealServer(
    name="microsocks",
    module="socks5",
    product="SOCKS",
    modes={"open": None},
    missing=lambda: missing("microsocks"),
    start=start,
)
