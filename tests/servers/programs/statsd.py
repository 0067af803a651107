"""statsd of npm, with its management interface. It has no password, and nothing differs when it is empty."""

from __future__ import annotations

import json
import socket

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, node_module, program
from tests.servers.real import METADATA, RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    found = node_module("statsd")
    assert found is not None
    settings = spot.folder / "config.js"
    text = {"port": spot.ports[1], "address": LOOPBACK, "mgmt_address": LOOPBACK, "mgmt_port": spot.port}
    settings.write_text(json.dumps({**text, "backends": ["./backends/console"]}))
    command = [program("node"), str(found / "stats.js"), str(settings)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "statsd.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot))


def _digest(spot: Spot) -> str:
    """Its counters and whether it says that it is well."""
    with socket.create_connection((LOOPBACK, spot.port), timeout=10) as link:
        heard = b""
        for word, end in ((b"health", b"\n"), (b"counters", b"END\n\n"), (b"gauges", b"END\n\n")):
            link.sendall(word)
            heard += _until(link, end)
    return heard.decode()


def _until(link: socket.socket, end: bytes) -> bytes:
    heard = b""
    while not heard.endswith(end):
        part = link.recv(4096)
        assert part
        heard += part
    return heard


server = RealServer(
    name="statsd",
    module="statsd",
    product="StatsD",
    check="statsd_open",
    modes={"open": METADATA},
    missing=lambda: missing("node") if node_module("statsd") else "the npm package statsd not installed",
    start=start,
    ports=2,
)
