"""The size that `kibana_open` says, against what the simulator was given: patterns, as a lower bound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.programs import sim_kibana
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.parametrize("patterns", [pytest.param(10, marks=pytest.mark.full), 10_000])
def test_patterns_are_counted(place: Callable[[RealServer], Spot], tmp_path: Path, patterns: int) -> None:
    running = sim_kibana.start(place(sim_kibana.server), "open", patterns)
    try:
        assert size_of(tmp_path, running.port, "kibana_open") == (patterns, True)
    finally:
        running.stop()
