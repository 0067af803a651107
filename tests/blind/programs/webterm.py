"""A terminal and a browser of files in a page, for whoever runs it; its own token closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "deploy/gatecontrol.sh",
    "deploy/hosts.ini",
    "customers-2026-11.csv",
    "vpn/site-to-site.ovpn",
    "backup-2026-11-13.tar.gz",
    "todo.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    home = files(spot.inside("keeper"), NAMES)
    words = [*installed.script("webterm"), "--host", LOOPBACK, "--port", str(spot.port)]
    token = {"WEBTERM_TOKEN": spot.password} if closed else {}
    return [served(spot, words, env={"HOME": str(home), "WEBTERM_SHELL": "/bin/sh", **token})]
