"""A listing of a folder: seven files of a clinic; its own password closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "results-duvalle.pdf",
    "results-okarin.pdf",
    "patients.csv",
    "insurance.xlsx",
    "rota-2026-12.pdf",
    "letters/kowalska.docx",
    "readme.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("clinic"), NAMES)
    password = ["--auth", f"keeper:{spot.password}"] if closed else []
    words = [*installed.script("servery"), "-b", LOOPBACK, "-p", str(spot.port), *password, str(folder)]
    return [served(spot, words)]
