"""A listing of a folder: the pages of a house's own help, six files."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = (
    "handbook.html",
    "handbook.css",
    "floorplan.png",
    "telephone-list.html",
    "wifi.html",
    "LICENSE",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("handbook"), NAMES)
    words = [*installed.script("reloadserver"), "--bind", LOOPBACK, str(spot.port)]
    return [served(spot, inside(folder, words))]
