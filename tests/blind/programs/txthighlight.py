"""A listing of texts that one marks and remarks on: six interviews of a reporter's."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "interview-night-nurse.txt",
    "interview-okarin.txt",
    "sources-not-named.txt",
    "court/file-2026-114.txt",
    "court/witnesses.txt",
    "questions.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("interviews"), NAMES)
    words = [*installed.script("txthighlight"), "serve", "--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, [*words, str(folder)])]
