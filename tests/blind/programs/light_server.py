"""A folder with its listing: eight files of a house's letting agent."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "applicants.csv",
    "credit-reports/kowalska.pdf",
    "credit-reports/vermolen.pdf",
    "deposits-2026.xlsx",
    "evictions.docx",
    "keys-by-flat.txt",
    "photos/flat-4.jpg",
    "viewing-times.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("agent"), NAMES)
    words = [*installed.node("light-server/bin/light-server"), "-b", LOOPBACK, "-p", str(spot.port)]
    return [served(spot, [*words, "-s", str(folder)])]
