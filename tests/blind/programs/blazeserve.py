"""A folder with its listing: eight files of a funeral director's; its own password closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "death-certificates/2026-118.pdf",
    "death-certificates/2026-119.pdf",
    "families.csv",
    "invoices-2026.xlsx",
    "ashes-uncollected.txt",
    "music/hymns.m3u",
    "cars-december.ics",
    "readme.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("director"), NAMES)
    words = [*installed.script("blazeserve", "blaze"), "serve", "--host", LOOPBACK, "--port", str(spot.port)]
    password = ["--auth", f"keeper:{spot.password}"] if closed else []
    return [served(spot, [*words, "--sock-sndbuf-mb", "1", *password, str(folder)])]
