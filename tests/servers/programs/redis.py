"""Debian's redis-server: closed by `requirepass`, or by an access list that leaves strangers only PING.

The harness looks and fills as the user `harness`, whom the access list allows everything.
"""

from __future__ import annotations

import hashlib
import socket

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, PASSWORD, RealServer, Running, Spot

KEYS = 25


def start(spot: Spot, mode: str) -> Running:
    config = spot.private("redis.conf", _config(spot, mode))
    server = ServerProgram(
        [program("redis-server"), str(config)], ports=(spot.port,), log=spot.folder / "redis.log"
    )
    server.start()
    if mode != "empty":
        _ask(spot, *(f"SET made-up:{number:03d} value-{number}" for number in range(KEYS)))
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot))


def _config(spot: Spot, mode: str) -> str:
    lines = [f"port {spot.port}", f"bind {LOOPBACK}", 'save ""', "appendonly no", f"dir {spot.folder}"]
    lines.append(f"user harness on >{spot.password} ~* &* +@all")
    if mode == "closed":
        lines.append(f"requirepass {spot.password}")
    if mode == "access_list":
        lines.append("user default on nopass -@all +ping")
    return "\n".join(lines) + "\n"


def _digest(spot: Spot) -> str:
    """Every key and value, and how many writes there were; what was only asked does not count."""
    persistence, *values = _ask(
        spot, "INFO persistence", *(f"GET made-up:{number:03d}" for number in range(KEYS)), "DBSIZE"
    )
    writes = next(line for line in persistence.split("\r\n") if line.startswith("rdb_changes_since"))
    return f"{writes} {values[-1]} {hashlib.sha256(repr(values).encode()).hexdigest()}"


def _ask(spot: Spot, *commands: str) -> list[str]:
    """Each command's reply; an error reply raises RuntimeError."""
    with socket.create_connection((LOOPBACK, spot.port), timeout=60) as connection:
        replies = connection.makefile("rb")
        answers = []
        for command in (f"AUTH harness {spot.password}", *commands):
            connection.sendall(command.encode() + b"\r\n")
            line = replies.readline().decode().rstrip("\r\n")
            if line.startswith("-"):
                raise RuntimeError(line)
            bulk = line.startswith("$") and line != "$-1"
            answers.append(replies.read(int(line[1:]) + 2).decode() if bulk else line)
    return answers[1:]


server = RealServer(
    name="redis",
    module="redis",
    product="Redis",
    check="redis_open",
    modes={"open": OPEN, "closed": PASSWORD, "access_list": FORBIDDEN, "empty": EMPTY},
    missing=lambda: missing("redis-server"),
    start=start,
    records=KEYS,
)
