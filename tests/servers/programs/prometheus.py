"""Debian's Prometheus that measures itself: closed by a web configuration with a password."""

from __future__ import annotations

import hashlib
import json
import time

from leftopen.demo.program import LOOPBACK, ProgramFailed, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client
from tests.servers.web_config import web_config

USER = "custodian"


def start(spot: Spot, mode: str, watched: int = 0, least: int = 1) -> Running:
    """`watched` is the port that it measures (its own); returns once it has `least` series."""
    folder = spot.inside("empty" if mode == "empty" else "full")
    config = spot.private(f"{folder.name}.yml", _config(spot, mode, watched or spot.port))
    words = [f"--config.file={config}", f"--storage.tsdb.path={folder}"]
    words.append(f"--web.listen-address={LOOPBACK}:{spot.port}")
    if mode == "closed":
        words.append(f"--web.config.file={web_config(spot, USER)}")
    server = ServerProgram(
        [program("prometheus"), *words], ports=(spot.port,), log=spot.folder / "prometheus.log"
    )
    server.start()
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    try:
        _await(client, 0 if mode == "empty" else least)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(client))


def _config(spot: Spot, mode: str, watched: int) -> str:
    """It measures with its own password, which an open one does not ask for."""
    if mode == "empty":
        return "global: {scrape_interval: 1s}\n"
    job = {
        "job_name": "itself",
        "basic_auth": {"username": USER, "password": spot.password},
        "static_configs": [{"targets": [f"{LOOPBACK}:{watched}"]}],
    }
    return json.dumps({"global": {"scrape_interval": "1s"}, "scrape_configs": [job]})


def _await(client: Client, least: int) -> None:
    """The first measurement comes within its interval; before that there is no series."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if _is_ready(client) and _head(client)["numSeries"] >= least:
            return
        time.sleep(0.1)
    raise ProgramFailed("prometheus does not measure itself")


def _is_ready(client: Client) -> bool:
    try:
        client.ask("GET", "/-/ready")
    except RuntimeError:
        return False
    return True


def _head(client: Client) -> dict[str, int]:
    head: dict[str, int] = json.loads(client.ask("GET", "/api/v1/status/tsdb")[0])["data"]["headStats"]
    return head


def _digest(client: Client) -> str:
    """Its settings and its first measurement: the later ones come by themselves."""
    answer = json.loads(client.ask("GET", "/api/v1/status/config")[0])["data"]["yaml"]
    return f"{hashlib.sha256(answer.encode()).hexdigest()} {_head(client)['minTime']}"


server = RealServer(
    name="prometheus",
    module="prometheus",
    product="Prometheus",
    check="prometheus_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("prometheus", "htpasswd"),
    start=start,
    hides=("closed",),
)
