"""The monitoring port of Debian's nats-server: it has no log-in, so nginx stands in front to close it."""

from __future__ import annotations

from dataclasses import replace

from tests.servers.front import password_front
from tests.servers.need import missing
from tests.servers.programs import nats
from tests.servers.real import METADATA, PASSWORD, RealServer, Running, Spot

MESSAGES = 40


def start(spot: Spot, mode: str) -> Running:
    """The spot's second port is the broker's own, the third its monitoring behind nginx."""
    behind = mode == "closed"
    monitor = spot.ports[2] if behind else spot.port
    broker = nats.serve(
        spot, "empty" if mode == "empty" else "open", client=spot.ports[1], monitor=monitor, messages=MESSAGES
    )
    if not behind:
        return replace(broker, port=spot.port)
    front = password_front(spot, monitor, "custodian")
    try:
        front.start()
    except BaseException:
        broker.stop()
        raise
    return replace(broker, port=spot.port, programs=(*broker.programs, front))


server = RealServer(
    name="nats_monitor",
    module="http",
    product="NATS monitoring",
    check="nats_monitor_open",
    modes={"open": METADATA, "closed": PASSWORD, "empty": METADATA},
    missing=lambda: missing("nats-server", "nginx"),
    start=start,
    records=MESSAGES,
    ports=3,
)
