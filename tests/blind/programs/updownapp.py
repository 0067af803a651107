"""A page to bring files and to take them: six of a photographer; its own password closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "wedding-duvalle-001.jpg",
    "wedding-duvalle-002.jpg",
    "passport-okarin.jpg",
    "invoice-2026-114.pdf",
    "customers.csv",
    "contract.docx",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("photographs"), NAMES)
    words = [*installed.script("updownapp"), "--host", LOOPBACK, "--port", str(spot.port)]
    password = ["--passwordfile", str(spot.private("password.txt", spot.password))] if closed else []
    return [served(spot, [*words, "--data-dir", str(folder), *password])]
