"""Films for a browser: seven recordings of cameras, in two folders."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

ENTRANCE = tuple(f"gate4/2026-11-0{n + 1} entrance.mp4" for n in range(5))
NAMES = (*ENTRANCE, "office.mp4", "yard.mp4")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("recordings"), NAMES)
    words = [*installed.script("py-media-server"), str(folder), "--host", LOOPBACK]
    return [served(spot, [*words, "-p", str(spot.port)])]
