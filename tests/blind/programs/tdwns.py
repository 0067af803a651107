"""A folder whose page is reached through a script and two cookies: eight files of a household."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "tax-return-2025.pdf",
    "payslip-october.pdf",
    "passport-duvalle.jpg",
    "rental-contract.docx",
    "accounts.xlsx",
    "letters/doctor-2026-09.pdf",
    "letters/bank-2026-10.pdf",
    "router-backup.conf",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("home"), NAMES)
    return [served(spot, [*installed.script("tdwnsv3"), str(spot.port), "-d", str(folder)])]
