"""The size that `memcached_open` says, against what was put in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import memcached
from tests.servers.real import RealServer, Spot, running
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(
    "items",
    [pytest.param(10, marks=pytest.mark.full), 10_000, pytest.param(1_000_000, marks=pytest.mark.full)],
)
def test_the_count_of_items_is_the_truth(
    tmp_path: Path, place: Callable[[RealServer], Spot], items: int
) -> None:
    require(memcached.server.missing())
    spot = place(memcached.server)
    with running(memcached.server, spot, "empty"):
        memcached.fill(spot, items)
        answer = size_of(tmp_path, spot.port, "memcached_open")
    assert answer == (items, False)
