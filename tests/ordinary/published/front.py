"""The three servers that stand before a folder: nginx, lighttpd and Python's own."""

from __future__ import annotations

import sys
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.front import front
from tests.servers.need import program
from tests.servers.real import Spot


def served(spot: Spot, root: Path, *, by: str, listing: bool = False) -> ServerProgram:
    """The folder on the spot's first port; not started."""
    if by == "nginx":
        return front(
            spot,
            f"""include /etc/nginx/mime.types; root {root}; index index.html index.htm;
    autoindex {"on" if listing else "off"};""",
        )
    if by == "lighttpd":
        return lighttpd(spot, root, f'dir-listing.activate = "{"enable" if listing else "disable"}"')
    words = [
        sys.executable,
        "-m",
        "http.server",
        str(spot.port),
        "--bind",
        LOOPBACK,
        "--directory",
        str(root),
    ]
    return ServerProgram(words, ports=(spot.port,), log=spot.folder / "python.log")


def lighttpd(spot: Spot, root: Path, more: str, modules: str = '"mod_dirlisting"') -> ServerProgram:
    """lighttpd over a folder, with more lines of configuration; not started."""
    config = spot.private(
        "lighttpd.conf",
        f"""server.modules = ("mod_alias", "mod_redirect", {modules})
server.bind = "{LOOPBACK}"
server.port = {spot.port}
server.document-root = "{root}"
index-file.names = ("index.html")
mimetype.assign = (".html" => "text/html; charset=utf-8", ".css" => "text/css", ".js" => "text/javascript",
  ".png" => "image/png", ".jpg" => "image/jpeg", ".txt" => "text/plain", ".json" => "application/json",
  ".mbox" => "application/mbox", "" => "application/octet-stream")
{more}
""",
    )
    words = [program("lighttpd"), "-D", "-f", str(config)]
    return ServerProgram(words, ports=(spot.port,), log=spot.folder / "lighttpd.log")
