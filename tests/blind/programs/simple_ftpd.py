"""FTP that lets everybody in: seven files of a surveyor's."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "boundary-dispute-okarin.pdf",
    "clients.csv",
    "drawings/harbour-2026.dwg",
    "fees-unpaid.xlsx",
    "points-raw.csv",
    "passwords-of-the-cloud.txt",
    "readme.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("survey"), NAMES)
    words = [*installed.node("simple-ftpd/ftp-server"), str(folder), "--host", LOOPBACK]
    return [served(spot, [*words, "--port", str(spot.port)])]
