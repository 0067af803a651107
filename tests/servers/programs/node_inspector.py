"""Node.js that waits to be debugged: `--inspect` has no password, so `closed` is nginx before it."""

from __future__ import annotations

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.front import fronted
from tests.servers.need import missing, program
from tests.servers.real import METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.web import get


def start(spot: Spot, mode: str) -> Running:
    def build(port: int) -> ServerProgram:
        script = "setInterval(() => {}, 1000)"
        command = [program("node"), f"--inspect={LOOPBACK}:{port}", "-e", script]
        return ServerProgram(command, ports=(port,), log=spot.folder / "node.log")

    port, programs = fronted(spot, mode, build)
    return Running(port=spot.port, programs=programs, digest=lambda: _digest(port))


def _digest(port: int) -> str:
    return get(port, "/json/list")[1].decode()


server = RealServer(
    name="node_inspector",
    module="http",
    product="Node.js inspector",
    check="chrome_devtools_open",
    modes={"open": METADATA, "closed": PASSWORD},
    missing=lambda: missing("node", "nginx"),
    start=start,
    records=1,
    ports=2,
    hides=("closed",),
    keeps=False,
)
