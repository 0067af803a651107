"""The size that `influxdb_open` says, against what was put in: the server itself only estimates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import influxdb
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(
    "series",
    [pytest.param(10, marks=pytest.mark.full), 10_000, pytest.param(1_000_000, marks=pytest.mark.full)],
)
def test_the_series_are_within_a_twentieth_of_the_truth(
    place: Callable[[RealServer], Spot], tmp_path: Path, series: int
) -> None:
    require(influxdb.server.missing())
    spot = place(influxdb.server)
    running = influxdb.start(spot, "open", series)
    try:
        records, at_least = size_of(tmp_path, spot.port, "influxdb_open")
    finally:
        running.stop()
    assert abs(records - series) <= series / 20
    assert not at_least
