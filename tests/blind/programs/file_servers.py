"""A page of files: seven of a gate's cameras and its list of visitors."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = (
    "visitors-2026-11.csv",
    "visitors-2026-12.csv",
    "camera-1.mp4",
    "camera-2.mp4",
    "plates.csv",
    "badges/okarin.png",
    "instructions.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("gate")
    files(folder / "data", NAMES)
    words = [*installed.script("file-servers", "flask"), "--app", "file_server.server", "run"]
    return [served(spot, inside(folder, [*words, "--host", LOOPBACK, "--port", str(spot.port)]))]
