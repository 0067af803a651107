"""A terminal in a page, for whoever runs it; its own password closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = ("invoices-2026-11.csv", "restore.sh", "vpn.conf", "passwords.kdbx", "clients/duvalle.txt")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("keeper"), NAMES)
    words = [*installed.script("webpty"), "--port", str(spot.port), "--cmd", "sh"]
    password = ["--password", spot.password] if closed else []
    return [served(spot, inside(folder, [*words, *password]), env={"PS1": "keeper$ "})]
