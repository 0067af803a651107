"""A folder with its listing in Thai, where anyone can put more: recordings of a choir's concert."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = (
    "rehearsal/soprano.mp3",
    "rehearsal/bass.mp3",
    "concert-part-1.mp4",
    "concert-part-2.mp4",
    "programme.pdf",
    "scores.zip",
    "thanks.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("choir"), NAMES)
    words = [*installed.script("xtempo", "tempo"), "-p", str(spot.port), LOOPBACK]
    return [served(spot, inside(folder, words))]
