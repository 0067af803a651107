"""A listing of a folder: seven files of a school."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "marks-class-7.xlsx",
    "marks-class-8.xlsx",
    "allergies.csv",
    "parents-telephones.csv",
    "exam-2027-solutions.pdf",
    "photos/outing.jpg",
    "timetable.pdf",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("school"), NAMES)
    words = [*installed.script("foyou-http", "pyhttp"), "--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, [*words, str(folder)])]
