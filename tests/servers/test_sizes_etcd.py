"""The size that `etcd_open` says, against what was put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen.service.desk import Desk
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import etcd
from tests.servers.real import RealServer, Spot


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with looking_desk(tmp_path / "looking") as opened_desk:
        yield opened_desk


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("keys", [10, 10_000, 1_000_000])
def test_the_count_of_keys_is_the_truth(desk: Desk, place: Callable[[RealServer], Spot], keys: int) -> None:
    require(etcd.server.missing())
    spot = place(etcd.server)
    running = etcd.start(spot, "open", keys)
    try:
        (finding,) = of(scanned(desk, spot.port), "finding", check="etcd_open")
    finally:
        running.stop()
    size = finding["size"]
    assert isinstance(size, dict)
    assert (size["records"], size["at_least"]) == (keys, False)
