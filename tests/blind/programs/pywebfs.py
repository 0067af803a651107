"""A folder with its listing: eight files of a personnel office; its own password closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "contracts/vermolen-jan.pdf",
    "contracts/duvalle-mia.pdf",
    "contracts/kowalska-ada.pdf",
    "salaries-2026.xlsx",
    "dismissals-q4.docx",
    "sick-leave-november.csv",
    "id-cards.zip",
    "bank-details.csv",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("personnel"), NAMES)
    words = [*installed.script("pywebfs"), "-l", LOOPBACK, "-p", str(spot.port), "-d", str(folder)]
    password = ["-u", "keeper", "-P", spot.password] if closed else []
    return [served(spot, [*words, *password])]
