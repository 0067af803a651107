"""The size that `zookeeper_open` says, against what was put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen.service.desk import Desk
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import zookeeper
from tests.servers.real import RealServer, Spot


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with looking_desk(tmp_path / "looking") as opened_desk:
        yield opened_desk


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("nodes", [10, 10_000, 100_000])
def test_the_count_of_nodes_is_the_truth(desk: Desk, place: Callable[[RealServer], Spot], nodes: int) -> None:
    require(zookeeper.server.missing())
    spot = place(zookeeper.server)
    running = zookeeper.start(spot, "open", nodes)
    try:
        (finding,) = of(scanned(desk, spot.port), "finding", check="zookeeper_open")
    finally:
        running.stop()
    size = finding["size"]
    assert isinstance(size, dict)
    assert (size["records"], size["at_least"]) == (nodes, False)
