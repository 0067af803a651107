"""The size that `memcached_open` says, against what was put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen.service.desk import Desk
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import memcached
from tests.servers.real import RealServer, Spot, running


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with looking_desk(tmp_path / "looking") as opened_desk:
        yield opened_desk


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("items", [10, 10_000, 1_000_000])
def test_the_count_of_items_is_the_truth(desk: Desk, place: Callable[[RealServer], Spot], items: int) -> None:
    require(memcached.server.missing())
    spot = place(memcached.server)
    with running(memcached.server, spot, "empty"):
        memcached.fill(spot, items)
        (finding,) = of(scanned(desk, spot.port), "finding", check="memcached_open")
    size = finding["size"]
    assert isinstance(size, dict)
    assert (size["records"], size["at_least"]) == (items, False)
