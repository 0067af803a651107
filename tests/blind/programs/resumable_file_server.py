"""A listing of a folder to take from and to bring to: six files of a film's cutter."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "reel-01.mov",
    "reel-02.mov",
    "ending-secret.mov",
    "actors-phones.csv",
    "contracts/duvalle.pdf",
    "contracts/okarin.pdf",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("cut"), NAMES)
    words = [*installed.script("resumable-file-server", "resumable_file_server"), str(spot.port)]
    return [served(spot, [*words, "--host", LOOPBACK, "--root", str(folder)])]
