"""A gopher hole: eight files of a chess club; started for each connection."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import ServerProgram
from tests.blind.content import files, served
from tests.servers.need import program
from tests.servers.real import Spot

NAMES = (
    "members-2026.txt",
    "unpaid-dues.txt",
    "minutes-2026-10.txt",
    "minutes-2026-11.txt",
    "games/duvalle-okarin.pgn",
    "games/kowalska-vermolen.pgn",
    "expulsions.txt",
    "board.gif",
)
USER = ("--reuid=nobody", "--regid=nogroup", "--clear-groups")
RIGHTS = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
"""It refuses to run as root, and the spot's folder is its owner's only."""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("club"), NAMES)
    inetd = [sys.executable, str(Path(__file__).parent / "inetd.py"), str(spot.port)]
    words = [
        program("setpriv"),
        *USER,
        *RIGHTS,
        program("gophernicus"),
        "-h",
        "gopher.depot-example.org",
        "-r",
        str(folder),
        "-p",
        str(spot.port),
    ]
    return [served(spot, [*inetd, *words])]
