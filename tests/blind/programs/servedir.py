"""A folder with its listing: seven files of a joiner's."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = (
    "quotes/kitchen-vermolen.pdf",
    "quotes/stairs-okarin.pdf",
    "bank-statement-2026-10.csv",
    "customers.csv",
    "insurance-claim.docx",
    "van-tracker.gpx",
    "timber-list.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("joiner"), NAMES)
    words = [*installed.node("servedir/bin/servedir"), str(folder), str(spot.port)]
    return [served(spot, inside(folder, words))]
