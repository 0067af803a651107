"""The size that `npm_registry_open` says of 10 and of 10,000 packages: the truth, or a lower bound of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import verdaccio
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("count", [10, 10_000])
def test_the_packages_are_counted_or_said_to_be_more(
    place: Callable[[RealServer], Spot], tmp_path: Path, count: int
) -> None:
    require(verdaccio.server.missing())
    spot = place(verdaccio.server)
    running = verdaccio.start(spot, "open", count)
    try:
        records, at_least = size_of(tmp_path, spot.port, "npm_registry_open")
    finally:
        running.stop()
    assert at_least == (count > 10)
    assert records == count or (at_least and 0 < records < count)
