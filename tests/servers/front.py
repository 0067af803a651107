"""nginx with a password before a program that has none of its own."""

from __future__ import annotations

import base64
import hashlib

from leftopen.demo.program import LOOPBACK, Program
from tests.servers.need import program
from tests.servers.real import Spot


def password_front(spot: Spot, behind: int, user: str) -> Program:
    """On the spot's first port, asking for that user and the spot's password; not started."""
    digest = base64.b64encode(hashlib.sha1(spot.password.encode()).digest()).decode()
    passwords = spot.private("htpasswd", f"{user}:{{SHA}}{digest}\n")
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
    auth_basic "front"; auth_basic_user_file {passwords};
    location / {{ proxy_pass http://{LOOPBACK}:{behind}; }}
  }}
}}
""",
    )
    command = [program("nginx"), "-p", str(spot.folder), "-e", "stderr", "-c", str(config)]
    return Program(command, ports=(spot.port,), log=spot.folder / "nginx.log")
