"""A page of a program's code and its figures: four files of a bank's, at two commits."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import home, served
from tests.blind.programs.prepared import commit
from tests.servers.real import Spot

FILES = ("transfers.py", "loans.py", "customers.py", "fraud_rules.py")


def written(folder: Path, limit: int) -> None:
    """The four files, each with two functions."""
    (folder / "src").mkdir(exist_ok=True)
    for name in FILES:
        code = f"def allowed(amount):\n    if amount > {limit}:\n        return False\n    return True\n\n\n"
        (folder / "src" / name).write_text(f'{code}def owner():\n    return "a.kowalska@depot-example.org"\n')


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder, words = spot.inside("bank"), installed.script("git-strata", "strata")
    for limit in (5000, 9000):
        written(folder, limit)
        commit(spot, folder, f"Limit {limit}")
        scan = [*words, "scan", "--repo", str(folder), "--source-root", "src"]
        subprocess.run(scan, env=home(spot), cwd=folder, check=True, timeout=120, stdout=subprocess.DEVNULL)
    return [served(spot, [*words, "serve", "--repo", str(folder), "--port", str(spot.port)])]
