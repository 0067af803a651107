"""A folder that takes and gives files: six, as a laboratory left them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "results-duvalle-2026-11-02.pdf",
    "results-okarin-2026-11-04.pdf",
    "results-kowalska-2026-11-09.pdf",
    "patients.csv",
    "insurance-numbers.xlsx",
    "readme.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("exchange"), NAMES)
    program = installed.script("getpost-fileserver", "getpost-fileserver-cli")
    inside = ["/usr/bin/env", f"--chdir={os.fspath(folder)}"]
    return [served(spot, [*inside, *program, str(spot.port)])]
