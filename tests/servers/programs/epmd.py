"""Debian's epmd. It has no password, so that nothing but its emptiness differs.

A node is registered for as long as its connection stands: the harness holds them.
"""

from __future__ import annotations

import socket

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, METADATA, RealServer, Running, Spot

NODES = 3
ALIVE2 = b"x"


def start(spot: Spot, mode: str) -> Running:
    command = [program("epmd"), "-address", LOOPBACK, "-port", str(spot.port), "-relaxed_command_check"]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "epmd.log")
    server.start()
    held: list[socket.socket] = []
    try:
        for number in range(NODES if mode == "open" else 0):
            held.append(_registered(spot, f"made-up{number}", 40_000 + number))
    except BaseException:
        server.stop()
        raise

    def hang_up() -> None:
        for one in held:
            one.close()

    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot), after=hang_up)


def _registered(spot: Spot, name: str, port: int) -> socket.socket:
    """A normal node of version 6 over TCP."""
    body = ALIVE2 + port.to_bytes(2, "big") + b"M\0\0\6\0\5" + len(name).to_bytes(2, "big") + name.encode()
    link = socket.create_connection((LOOPBACK, spot.port), timeout=10)
    link.sendall((len(body) + 2).to_bytes(2, "big") + body + b"\0\0")
    assert link.recv(16)[1:2] == b"\0", "epmd refuses the node"
    return link


def _digest(spot: Spot) -> str:
    """What it says about itself and its nodes."""
    with socket.create_connection((LOOPBACK, spot.port), timeout=10) as link:
        link.sendall(b"\0\1n")
        heard = b""
        while part := link.recv(4096):
            heard += part
    return heard.hex()


server = RealServer(
    name="epmd",
    module="epmd",
    product="epmd",
    check="epmd_open",
    modes={"open": METADATA, "empty": EMPTY},
    missing=lambda: missing("epmd"),
    start=start,
    records=NODES,
)
