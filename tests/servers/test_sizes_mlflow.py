"""The size that `mlflow_open` says of 10 and of 10,000 experiments: the truth, or a lower bound of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import mlflow
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
def test_the_experiments_are_counted_or_said_to_be_more(
    place: Callable[[RealServer], Spot], tmp_path: Path
) -> None:
    """One server for both, since it takes long to start. Of the fifty on the page one is always there."""
    require(mlflow.server.missing())
    spot = place(mlflow.server)
    running = mlflow.start(spot, "open", 10)
    try:
        few = size_of(tmp_path / "few", spot.port, "mlflow_open")
        mlflow.add(spot.folder / "full" / "mlflow.db", 1_000, 9_990)
        many = size_of(tmp_path / "many", spot.port, "mlflow_open")
    finally:
        running.stop()
    assert few == (10, False)
    assert many == (49, True)
