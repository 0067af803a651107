"""A page of files that anyone may also change: seven of a hotel's desk."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "guests-2026-12.csv",
    "passports/duvalle.jpg",
    "passports/kowalska.jpg",
    "card-imprints.pdf",
    "room-master-codes.txt",
    "invoices-2026-11.csv",
    "breakfast.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("hotel"), NAMES)
    words = [*installed.script("servefs"), "-d", str(folder), "--host", LOOPBACK, "-p", str(spot.port)]
    return [served(spot, words)]
