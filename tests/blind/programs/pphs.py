"""A folder with a listing and a viewer: eight files of a program's source."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    ".env.production",
    "deploy/inventory.ini",
    "deploy/vault-password.txt",
    "gatecontrol/billing.py",
    "gatecontrol/customers.py",
    "gatecontrol/settings.py",
    "notes.md",
    "terraform.tfstate",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("source"), NAMES)
    words = [*installed.script("pphs"), str(folder), "-H", LOOPBACK, "-p", str(spot.port), "--no-qr"]
    return [served(spot, words)]
