"""A page of files that anyone can take: seven of a works council."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "minutes-2026-09.docx",
    "minutes-2026-10.docx",
    "dismissals-2026.xlsx",
    "complaint-vermolen.pdf",
    "complaint-okarin.pdf",
    "ballot.xlsx",
    "agenda.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("council"), NAMES)
    words = [*installed.script("lanserve"), "--host", LOOPBACK, "-p", str(spot.port), "-d", str(folder)]
    return [served(spot, words)]
