"""A page that runs a program's tests for whom asks: nine of a stock room's ledger."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import inside, served
from tests.blind.programs.pytest_deck import tests
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = tests(spot.inside("ledger"))
    words = [*installed.script("pytest-web"), "--host", LOOPBACK, "--port", str(spot.port), "--no-browser"]
    return [served(spot, inside(folder, [*words, "--cwd", str(folder)]))]
