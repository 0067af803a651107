"""The size that `flower_open` says, against the tasks that were done while it watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import flower
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("count", [10, 10_000])
def test_the_tasks_it_remembers_are_a_lower_bound_and_all_of_those_just_done(
    place: Callable[[RealServer], Spot], tmp_path: Path, count: int
) -> None:
    require(flower.server.missing())
    spot = place(flower.server)
    running = flower.start(spot, "open", count)
    try:
        assert size_of(tmp_path, spot.port, "flower_open") == (count, True)
    finally:
        running.stop()
