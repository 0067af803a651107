"""nginx with `autoindex`: closed by taking it away (403), or by a password (401)."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers import listing
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder


def start(spot: Spot, mode: str) -> Running:
    return serve(spot, mode, f"listen {LOOPBACK}:{spot.port};")


def serve(spot: Spot, mode: str, listen: str) -> Running:
    """`listen` is nginx's own directive, with its certificate where it speaks TLS."""
    folder = spot.inside("empty" if mode == "empty" else "full")
    listing.make(folder, files=mode != "empty")
    return of_folder(spot, folder, mode, listen)


def of_folder(spot: Spot, folder: Path, mode: str = "open", listen: str = "") -> Running:
    """The same of any folder."""
    listen = listen or f"listen {LOOPBACK}:{spot.port};"
    config = spot.private("nginx.conf", _config(spot, folder, mode, listen))
    command = [program("nginx"), "-p", str(spot.folder), "-e", "stderr", "-c", str(config)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "nginx.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


def _config(spot: Spot, folder: Path, mode: str, listen: str) -> str:
    """One process as the user who started it, so that a private folder can be read."""
    temporary = "".join(
        f"{kind}_temp_path {spot.inside('tmp')}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""
daemon off; master_process off; pid {spot.folder}/nginx.pid; error_log stderr;
events {{ worker_connections 256; }}
http {{
  access_log off; {temporary}
  server {{
    {listen} root {folder};
    autoindex {"off" if mode == "closed" else "on"}; {_password(spot, mode)}
  }}
}}
"""


def _password(spot: Spot, mode: str) -> str:
    if mode != "password":
        return ""
    digest = base64.b64encode(hashlib.sha1(spot.password.encode()).digest()).decode()
    file = spot.private("htpasswd", f"custodian:{{SHA}}{digest}\n")
    return f'auth_basic "files"; auth_basic_user_file {file};'


server = RealServer(
    name="nginx",
    module="http",
    product="nginx",
    check="directory_listing_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "password": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("nginx"),
    start=start,
)
