"""Debian's Alertmanager with made-up alerts; closed by a web configuration with a password."""

from __future__ import annotations

import json

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client
from tests.servers.web_config import web_config

ALERTS = 7
USER = "custodian"


def start(spot: Spot, mode: str, alerts: int = ALERTS) -> Running:
    """Alertmanager keeps no alert over a restart: whoever sends them repeats them."""
    answer = {"route": {"receiver": "made-up", "group_wait": "1h"}, "receivers": [{"name": "made-up"}]}
    words = [
        f"--config.file={spot.private('alertmanager.yml', json.dumps(answer))}",
        f"--storage.path={spot.inside('data')}",
        f"--web.listen-address={LOOPBACK}:{spot.port}",
        "--cluster.listen-address=",
    ]
    if mode == "closed":
        words.append(f"--web.config.file={web_config(spot, USER)}")
    command = [program("prometheus-alertmanager"), *words]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "alertmanager.log")
    server.start()
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    try:
        if mode == "open":
            made = [{"labels": {"alertname": f"made-up-{number}"}} for number in range(alerts)]
            client.ask("POST", "/api/v2/alerts", json.dumps(made).encode())
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(client))


def _digest(client: Client) -> str:
    """Every alert and silence."""
    alerts = json.loads(client.ask("GET", "/api/v2/alerts")[0])
    silences = client.ask("GET", "/api/v2/silences")[0].decode()
    return f"{sorted(alert['fingerprint'] for alert in alerts)} {silences}"


server = RealServer(
    name="alertmanager",
    module="http",
    product="Alertmanager",
    check="alertmanager_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("prometheus-alertmanager", "htpasswd"),
    start=start,
    records=ALERTS,
    hides=("closed",),
    keeps=False,
)
