"""A folder of photographs with thumbnails: six, and a folder with two more."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import picture, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("photos")
    for n in range(6):
        picture(folder / f"IMG_20{31 + n}.png", n * 40)
    for n in range(2):
        picture(folder / "gate4" / f"IMG_21{10 + n}.png", n * 90)
    return [served(spot, [*installed.script("galleryserver"), str(spot.port), "-d", str(folder)])]
