"""A listing of a folder to take from and to bring to: seven files of a tenants' union."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = (
    "members-2026.csv",
    "rent-arrears.xlsx",
    "letters/eviction-okarin.pdf",
    "letters/eviction-duvalle.pdf",
    "bank-statement-2026-10.pdf",
    "door-codes.txt",
    "flyer.pdf",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("union"), NAMES)
    return [served(spot, inside(folder, [*installed.script("httpfrost"), str(spot.port)]))]
