"""A table in a browser: 60 rows of people with their addresses and telephone numbers."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    rows = (f"{n},{','.join(PEOPLE[n % 4])},{1950 + n % 50}-03-{n % 28 + 1:02}\n" for n in range(60))
    file = spot.folder / "patients.csv"
    file.write_text("id,name,email,phone,city,born\n" + "".join(rows))
    python = str(installed.venv("tabloo") / "bin" / "python")
    show = str(installed.HERE / "programs" / "tabloo_show.py")
    return [served(spot, [python, "-P", show, str(file), str(spot.port)])]
