"""Releases of a program with their checksums and signatures: eight files."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = tuple(
    f"gatecontrol-{version}{ending}"
    for version in ("2.0.0", "2.1.0")
    for ending in (".tar.gz", ".tar.gz.asc", ".zip", ".tar.gz.sha256")
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("releases"), NAMES)
    words = [*installed.node("simplehttpserver/cli.js"), "-b", LOOPBACK, "-p", str(spot.port), str(folder)]
    return [served(spot, words)]
