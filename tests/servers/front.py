"""nginx before a program: with a password where that has none of its own, or with what a test says."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

from leftopen.demo.program import LOOPBACK, START_LIMIT, ServerProgram
from tests.servers.need import program
from tests.servers.real import Spot

USER = "custodian"


def fronted(
    spot: Spot, mode: str, build: Callable[[int], ServerProgram], limit: float = START_LIMIT
) -> tuple[int, tuple[ServerProgram, ...]]:
    """A program that has no password of its own, started: in the mode `closed` nginx has the spot's first
    port and asks for a password, and the program has the second. Gives the program's port and what runs."""
    port = spot.ports[1] if mode == "closed" else spot.port
    behind = build(port)
    behind.start(limit)
    if mode != "closed":
        return port, (behind,)
    before = password_front(spot, port, USER)
    try:
        before.start()
    except BaseException:
        behind.stop()
        raise
    return port, (behind, before)


def password_front(spot: Spot, behind: int, user: str) -> ServerProgram:
    """On the spot's first port, asking for that user and the spot's password; not started."""
    return front(
        spot,
        f"""auth_basic "front"; auth_basic_user_file {password_file(spot, user)};
    location / {{ proxy_pass http://{LOOPBACK}:{behind}; }}""",
    )


def password_file(spot: Spot, user: str) -> Path:
    """The file for nginx with that user and the spot's password."""
    digest = base64.b64encode(hashlib.sha1(spot.password.encode()).digest()).decode()
    return spot.private("htpasswd", f"{user}:{{SHA}}{digest}\n")


def front(spot: Spot, does: str) -> ServerProgram:
    """nginx on the spot's first port, with these words about what it does; not started."""
    temporary = "".join(
        f"{kind}_temp_path {spot.inside('tmp')}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = spot.private(
        "nginx.conf",
        f"""
daemon off; master_process off; pid {spot.folder}/nginx.pid; error_log stderr;
events {{ worker_connections 256; }}
http {{
  access_log off; {temporary}
  server {{
    listen {LOOPBACK}:{spot.port};
    {does}
  }}
}}
""",
    )
    command = [program("nginx"), "-p", str(spot.folder), "-e", "stderr", "-c", str(config)]
    return ServerProgram(command, ports=(spot.port,), log=spot.folder / "nginx.log")
