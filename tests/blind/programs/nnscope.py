"""The live page of a network that learns: sixty steps with their weights and their loss."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

TRAINED = f"""
import sys
import numpy
import nnscope

scope = nnscope.Scope("late-deliveries", host="{LOOPBACK}", port=int(sys.argv[1]), open_browser=False)
drawn = numpy.random.default_rng(7)
for step in range(60):
    weights = [drawn.normal(size=(4, 3)), drawn.normal(size=(3, 1))]
    biases = [drawn.normal(size=3), drawn.normal(size=1)]
    scope.log(step, weights=weights, biases=biases, loss=1 / (step + 1), metrics={{"late": 0.4}})
scope.wait()
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    file = spot.private("train.py", TRAINED)
    return [served(spot, [str(installed.venv("nnscope") / "bin" / "python"), str(file), str(spot.port)])]
