"""A listing of a folder with icons: eight files of a parish's archive."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "baptisms-1998.csv",
    "marriages-2004.csv",
    "donations-2026.xlsx",
    "letters/bishop.docx",
    "letters/okarin.docx",
    "keys.txt",
    "choir.mp3",
    "accounts-2026.pdf",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("archive"), NAMES)
    python = str(installed.venv("cofan") / "bin" / "python")
    return [served(spot, [python, "-m", "cofan", "-a", f"{LOOPBACK}:{spot.port}", str(folder)])]
