"""Redis over HTTP: twenty keys of sessions and customers; its own list of commands closes it."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import PEOPLE, served
from tests.servers.need import program
from tests.servers.real import Spot


def redis(spot: Spot) -> ServerProgram:
    """A Redis with the keys, on the first port of that spot."""
    words = [program("redis-server"), "--port", str(spot.port), "--bind", LOOPBACK, "--save", ""]
    server = served(spot, [*words, "--dir", str(spot.folder)])
    lines = "".join(f'SET customer:{n} "{",".join(PEOPLE[n % 4])}"\r\n' for n in range(20))
    with socket.create_connection((LOOPBACK, spot.port), timeout=20) as line:
        line.sendall(lines.encode())
        answer = b""
        while answer.count(b"+OK") < 20:
            answer += line.recv(4096)
    return server


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    base = redis(Spot(folder=spot.inside("base"), ports=spot.ports[1:2]))
    own = [{"disabled": ["*"]}, {"http_basic_auth": f"keeper:{spot.password}", "enabled": ["*"]}]
    settings = {
        "redis_host": LOOPBACK,
        "redis_port": spot.ports[1],
        "http_host": LOOPBACK,
        "http_port": spot.port,
        "threads": 2,
        "daemonize": False,
        "database": 0,
        "acl": own if closed else [{"disabled": ["DEBUG"]}],
        "logfile": f"{spot.folder}/webdis.log",
    }
    config = spot.private("webdis.json", json.dumps(settings))
    return [base, served(spot, [program("webdis"), str(config)])]
