"""Debian's Mosquitto, closed by `allow_anonymous false`. The harness keeps and reads messages as its user."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import mqtt_client
from tests.servers.need import missing, program
from tests.servers.real import ACCESS, EMPTY, OPEN, PASSWORD, RealServer, Running, Spot

MESSAGES = 35


def start(spot: Spot, mode: str) -> Running:
    return serve(spot, mode, MESSAGES)


def serve(spot: Spot, mode: str, messages: int) -> Running:
    """`messages` are kept at the first start of a mode that is not `empty`, and saved when it ends."""
    fresh = not (_store(spot, mode) / "mosquitto.db").exists()
    config = spot.private("mosquitto.conf", _config(spot, mode))
    broker = ServerProgram(
        [program("mosquitto"), "-c", str(config)], ports=(spot.port,), log=spot.folder / "mosquitto.log"
    )
    broker.start()
    try:
        wanted = 0 if mode == "empty" else messages
        if wanted and fresh:
            mqtt_client.keep(spot.port, spot.password, wanted)
        mqtt_client.settled(spot.port, spot.password, wanted)
    except BaseException:
        broker.stop()
        raise
    return Running(
        port=spot.port, programs=(broker,), digest=lambda: mqtt_client.state(spot.port, spot.password)
    )


def _store(spot: Spot, mode: str) -> Path:
    return spot.inside("empty" if mode == "empty" else "full")


def _config(spot: Spot, mode: str) -> str:
    """The counters are made anew each second, not each ten."""
    passwords = spot.private("passwords", f"harness:{spot.password}\n")
    subprocess.run(
        [program("mosquitto_passwd"), "-U", str(passwords)], check=True, timeout=60, stdin=subprocess.DEVNULL
    )
    lines = [
        f"listener {spot.port} {LOOPBACK}",
        f"allow_anonymous {'false' if mode == 'closed' else 'true'}",
        f"password_file {passwords}",
        "persistence true",
        f"persistence_location {_store(spot, mode)}/",
        "sys_interval 1",
        "log_dest stderr",
    ]
    if os.geteuid() == 0:
        lines.append("user root")
    if mode == "access_list":
        rules = spot.private("rules", "user harness\ntopic readwrite #\ntopic read $SYS/#\n")
        lines.append(f"acl_file {rules}")
    return "\n".join(lines) + "\n"


server = RealServer(
    name="mosquitto",
    module="mqtt",
    product="MQTT broker",
    check="mqtt_open",
    modes={"open": OPEN, "closed": PASSWORD, "access_list": ACCESS, "empty": EMPTY},
    missing=lambda: missing("mosquitto", "mosquitto_passwd"),
    start=start,
    records=MESSAGES,
)
