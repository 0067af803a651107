"""The size that `etcd_open` says, against what was put in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import etcd
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(
    "keys",
    [pytest.param(10, marks=pytest.mark.full), 10_000, pytest.param(1_000_000, marks=pytest.mark.full)],
)
def test_the_count_of_keys_is_the_truth(
    tmp_path: Path, place: Callable[[RealServer], Spot], keys: int
) -> None:
    require(etcd.server.missing())
    spot = place(etcd.server)
    running = etcd.start(spot, "open", keys)
    try:
        answer = size_of(tmp_path, spot.port, "etcd_open")
    finally:
        running.stop()
    assert answer == (keys, False)
