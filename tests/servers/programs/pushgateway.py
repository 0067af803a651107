"""Debian's Pushgateway with made-up groups of metrics; closed by a web configuration with a password."""

from __future__ import annotations

import json

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client
from tests.servers.web_config import web_config

GROUPS = 6
USER = "custodian"


def start(spot: Spot, mode: str, groups: int = GROUPS) -> Running:
    """Nothing is kept over a restart: `--persistence.file` is empty."""
    words = [f"--web.listen-address={LOOPBACK}:{spot.port}", "--persistence.file="]
    if mode == "closed":
        words.append(f"--web.config.file={web_config(spot, USER)}")
    command = [program("prometheus-pushgateway"), *words]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "pushgateway.log")
    server.start()
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    try:
        for number in range(groups if mode == "open" else 0):
            client.ask("POST", f"/metrics/job/made-up-{number}", b"made_up_total 3\n", kind="text/plain")
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(client))


def _digest(client: Client) -> str:
    """Every group; with the settings, so that no group is a state, too."""
    answer = json.loads(client.ask("GET", "/api/v1/metrics")[0])["data"]
    flags = client.ask("GET", "/api/v1/status")[0].decode()
    return "\n".join([flags, *sorted(json.dumps(group, sort_keys=True) for group in answer)])


server = RealServer(
    name="pushgateway",
    module="http",
    product="Pushgateway",
    check="pushgateway_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("prometheus-pushgateway", "htpasswd"),
    start=start,
    records=GROUPS,
    hides=("closed",),
    keeps=False,
)
