"""The size that `zookeeper_open` says, against what was put in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import zookeeper
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("nodes", [10, 10_000, 100_000])
def test_the_count_of_nodes_is_the_truth(
    tmp_path: Path, place: Callable[[RealServer], Spot], nodes: int
) -> None:
    require(zookeeper.server.missing())
    spot = place(zookeeper.server)
    running = zookeeper.start(spot, "open", nodes)
    try:
        answer = size_of(tmp_path, spot.port, "zookeeper_open")
    finally:
        running.stop()
    assert answer == (nodes, False)
