"""The files of a folder by REST, for a machine of the eighties: eight of a workshop."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "ORDERS.TXT",
    "CLIENTS.TXT",
    "PRICES.TXT",
    "LATHE4.BAS",
    "MENU.BAS",
    "AUTOEXEC.BAT",
    "KEYS.TXT",
    "LOG.TXT",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("workshop"), NAMES)
    words = [
        *installed.script("dsk-server"),
        "start",
        str(folder),
        "--host",
        LOOPBACK,
        "--port",
        str(spot.port),
    ]
    return [served(spot, words)]
