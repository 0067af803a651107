"""Subversion's own server with one repository at its root: readable, empty, or denied to visitors.

`parent` serves a folder above the repository, where no repository is at the root.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, HIDDEN, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.real import digest_of_folder as digest

FOLDERS = ("branches", "made-up", "tags", "trunk")
SETTINGS = {
    "open": "anon-access = read",
    "empty": "anon-access = read",
    "parent": "anon-access = read",
    "closed": "anon-access = none\npassword-db = passwd",
    "denied": "anon-access = none\nauth-access = none",
    "rules": "anon-access = read\nauth-access = write\npassword-db = passwd\nauthz-db = authz",
}


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("served") / ("empty" if mode == "empty" else "made-up")
    if not folder.exists():
        _make(folder)
    (folder / "conf" / "svnserve.conf").write_text(f"[general]\n{SETTINGS[mode]}\n")
    (folder / "conf" / "passwd").write_text(f"[users]\nmade-up = {spot.password}\n")
    (folder / "conf" / "authz").write_text("[/]\nmade-up = rw\n* =\n")
    root = folder.parent if mode == "parent" else folder
    command = [program("svnserve"), "-d", "--foreground", "-r", str(root)]
    command += ["--listen-host", LOOPBACK, "--listen-port", str(spot.port)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "svnserve.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest(folder / "db"))


def _make(folder: Path) -> None:
    _run("svnadmin", "create", str(folder))
    if folder.name != "empty":
        urls = [f"file://{folder}/{name}" for name in FOLDERS]
        _run("svn", "mkdir", "--quiet", "--non-interactive", "--message", "made up", *urls)


def _run(name: str, *arguments: str) -> None:
    subprocess.run([program(name), *arguments], check=True, timeout=60)


server = RealServer(
    name="svnserve",
    module="svn",
    product="Subversion",
    check="svn_anonymous",
    modes={
        "open": OPEN,
        "closed": PASSWORD,
        "empty": EMPTY,
        "denied": FORBIDDEN,
        "rules": PASSWORD,
        "parent": HIDDEN,
    },
    missing=lambda: missing("svnserve", "svnadmin", "svn"),
    start=start,
    records=len(FOLDERS),
)
