"""Debian's node_exporter; closed by a web configuration with a password. It is never empty."""

from __future__ import annotations

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client
from tests.servers.web_config import web_config

USER = "custodian"


def start(spot: Spot, mode: str) -> Running:
    words = [f"--web.listen-address={LOOPBACK}:{spot.port}"]
    if mode == "closed":
        words.append(f"--web.config.file={web_config(spot, USER)}")
    command = [program("prometheus-node-exporter"), *words]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "node_exporter.log")
    server.start()
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(client))


def _digest(client: Client) -> str:
    """What it is: an exporter has no state, and its values change by themselves."""
    lines = client.ask("GET", "/metrics")[0].decode().splitlines()
    return "\n".join(
        line for line in lines if line.startswith(("node_exporter_build_info", "node_boot_time"))
    )


server = RealServer(
    name="node_exporter",
    module="http",
    product="Prometheus exporter",
    check="exporter_metrics_open",
    modes={"open": METADATA, "closed": PASSWORD},
    missing=lambda: missing("prometheus-node-exporter", "htpasswd"),
    start=start,
    hides=("closed",),
)
