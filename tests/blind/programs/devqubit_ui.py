"""The runs of experiments on a quantum machine: twelve, each with its settings and its figures."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.blind.programs.prepared import prepare
from tests.servers.real import Spot

RUNS = """
import sys
from devqubit_engine.config import Config
from devqubit_engine.tracking.run import Run

for n in range(12):
    with Run(project="depot-routing", config=Config(root_dir=sys.argv[1]), run_name=f"routing-{n}") as run:
        run.log_params({"shots": 1000 + n, "seed": n, "operator": "t.okarin@depot-example.org"})
        run.log_metric("fidelity", 0.9 + n / 200)
        run.set_tag("gate", "4")
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("runs")
    prepare("devqubit-ui", spot, RUNS, str(folder))
    words = [*installed.script("devqubit-ui", "uvicorn"), "devqubit_ui.app:create_app", "--factory"]
    words += ["--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, words, env={"DEVQUBIT_HOME": str(folder)})]
