"""A page of files that anyone may also change: seven of a builder."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = (
    "offer-kowalska.docx",
    "offer-vermolen.docx",
    "wages-2026-11.csv",
    "site-plan.pdf",
    "alarm-codes.txt",
    "photos/roof.jpg",
    "subcontractors.csv",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("builder"), NAMES)
    return [served(spot, inside(folder, [*installed.script("updogfx"), "-lan", "-p", str(spot.port)]))]
