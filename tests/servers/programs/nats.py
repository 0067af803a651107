"""Debian's nats-server with JetStream: closed by a password, or by asking for a client certificate.

The harness looks through the monitoring port, which is the spot's second, and fills as its own user.
"""

from __future__ import annotations

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import jetstream
from tests.servers.certificate import self_signed
from tests.servers.need import missing, program
from tests.servers.real import ACCESS, FORBIDDEN, PASSWORD, RealServer, Running, Spot

MESSAGES = 30
TLS = ("tls", "certificate")


def start(spot: Spot, mode: str) -> Running:
    return serve(spot, mode, client=spot.port, monitor=spot.ports[1], messages=MESSAGES)


def serve(spot: Spot, mode: str, *, client: int, monitor: int, messages: int) -> Running:
    """`messages` are put in at the first start of a mode that is not `empty`."""
    config = spot.private(f"nats-{mode}.conf", _config(spot, mode, client, monitor))
    server = ServerProgram(
        [program("nats-server"), "-c", str(config)], ports=(client, monitor), log=spot.folder / "nats.log"
    )
    server.start()
    if mode in ("open", "closed") and jetstream.page(monitor, "/jsz")["streams"] == 0:
        jetstream.fill(client, messages, ("harness", spot.password) if mode == "closed" else ("", ""))
        jetstream.settled(monitor, messages)
    return Running(port=client, programs=(server,), digest=lambda: jetstream.state(monitor))


def _config(spot: Spot, mode: str, client: int, monitor: int) -> str:
    store = spot.inside("empty" if mode == "empty" else "full")
    lines = [
        f'listen: "{LOOPBACK}:{client}"',
        f'http: "{LOOPBACK}:{monitor}"',
        f'jetstream {{ store_dir: "{store}" }}',
    ]
    if mode == "closed":
        lines.append(f'authorization {{ user: harness, password: "{spot.password}" }}')
    if mode in TLS:
        certificate, key = self_signed(spot.folder)
        asks = f', verify: true, ca_file: "{certificate}"' if mode == "certificate" else ""
        lines.append(f'tls {{ cert_file: "{certificate}", key_file: "{key}"{asks} }}')
    return "\n".join(lines) + "\n"


server = RealServer(
    name="nats",
    module="nats",
    product="NATS",
    check="nats_open",
    modes={
        "open": ACCESS,
        "closed": PASSWORD,
        "certificate": FORBIDDEN,
        "tls": ACCESS,
        "empty": ACCESS,
    },
    missing=lambda: missing("nats-server"),
    start=start,
    ports=2,
)
