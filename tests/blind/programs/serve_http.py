"""A folder with its listing: seven files of a driving school."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "pupils-2026.csv",
    "exam-results.csv",
    "medical-certificates/okarin.pdf",
    "medical-certificates/duvalle.pdf",
    "instructors-wages.xlsx",
    "lessons-december.ics",
    "readme.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("school"), NAMES)
    words = [*installed.node("serve-http/serve-http.js"), "-host", LOOPBACK, "-p", str(spot.port)]
    return [served(spot, [*words, "-no-livereload", str(folder)])]
