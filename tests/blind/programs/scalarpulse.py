"""A dashboard of a network that learns: one run of eighty steps with its settings."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.blind.programs.prepared import prepare
from tests.servers.real import Spot

CODE = """
import sys
import scalarpulse
told = {"data": "/home/kowalska/patients-2026.csv", "owner": "a.kowalska@depot-example.org", "rate": 0.001}
for name in ("readmission-1", "readmission-2", "no-show"):
    run = scalarpulse.init(project="ward-forecast", name=name, config=told, log_dir=sys.argv[1], launch=False)
    for step in range(80):
        run.log({"loss": 1 / (step + 1), "recall": step / 90}, step=step)
    run.finish()
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    runs = spot.inside("runs")
    prepare("scalarpulse", spot, CODE, str(runs))
    words = [*installed.script("scalarpulse"), "serve", "--log-dir", str(runs)]
    return [served(spot, [*words, "--host", LOOPBACK, "--port", str(spot.port)])]
