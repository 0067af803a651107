"""A folder to put files in and to take them from: five files; its own password closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "contract-Duvalle.pdf",
    "passport-Kowalska.jpg",
    "scan0007.pdf",
    "scan0008.pdf",
    "sick-note-Okarin.pdf",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("in"), NAMES)
    python = str(installed.venv("streaminguploadserver") / "bin" / "python")
    words = [python, "-m", "streaminguploadserver", "--bind", LOOPBACK, "--directory", str(folder)]
    password = ["--basic-auth", f"keeper:{spot.password}"] if closed else []
    return [served(spot, [*words, *password, str(spot.port)])]
