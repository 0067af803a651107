"""The monitoring port of Debian's nats-server: it has no log-in, so nginx stands in front to close it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace

from leftopen.demo.program import LOOPBACK, Program
from tests.servers.need import missing, program
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
    front = _front(spot, monitor)
    try:
        front.start()
    except BaseException:
        broker.stop()
        raise
    return replace(broker, port=spot.port, programs=(*broker.programs, front))


def _front(spot: Spot, monitor: int) -> Program:
    digest = base64.b64encode(hashlib.sha1(spot.password.encode()).digest()).decode()
    passwords = spot.private("htpasswd", f"custodian:{{SHA}}{digest}\n")
    temporary = "".join(
        f"{kind}_temp_path {spot.inside('tmp')}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = spot.private(
        "nginx.conf",
        f"""
daemon off; master_process off; pid {spot.folder}/nginx.pid; error_log stderr;
events {{ worker_connections 64; }}
http {{
  access_log off; {temporary}
  server {{
    listen {LOOPBACK}:{spot.port};
    location / {{
      auth_basic nats; auth_basic_user_file {passwords};
      proxy_pass http://{LOOPBACK}:{monitor};
    }}
  }}
}}
""",
    )
    command = [program("nginx"), "-p", str(spot.folder), "-e", "stderr", "-c", str(config)]
    return Program(command, ports=(spot.port,), log=spot.folder / "nginx.log")


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
