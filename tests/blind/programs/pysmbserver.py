"""A share by SMB for anyone, or with a password: seven files of a tax adviser's."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "returns/2025-okarin.pdf",
    "returns/2025-duvalle.pdf",
    "clients.xlsx",
    "bank-logins.txt",
    "audits-open.csv",
    "fees-2026.csv",
    "readme.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("tax"), NAMES)
    words = [*installed.script("pysmbserver"), "-ip", LOOPBACK, "-port", str(spot.port), "-smb2support"]
    password = ["-username", "keeper", "-password", spot.password] if closed else []
    return [served(spot, [*words, *password, "-comment", "Tax files", "TAX", str(folder)])]
