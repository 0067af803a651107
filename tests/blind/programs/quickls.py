"""A prettier listing of a folder: seven files of a stock room."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = (
    "orders-2026-11.csv",
    "suppliers.xlsx",
    "prices-internal.xlsx",
    "count-2026-10.csv",
    "keys-of-the-yard.txt",
    "photos/gate.jpg",
    "readme.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("stock"), NAMES)
    return [served(spot, inside(folder, [*installed.script("quickls"), str(spot.port)]))]
