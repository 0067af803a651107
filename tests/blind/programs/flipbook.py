"""Pictures to be judged one by one, with the answers given so far: seven, in two folders."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import picture, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("scans")
    for n in range(7):
        picture(folder / ("north" if n % 2 else "south") / f"weld-{n:03}.png", n * 30)
    words = [*installed.script("flipbook"), "--host", LOOPBACK, "-p", str(spot.port), str(folder)]
    return [served(spot, words)]
