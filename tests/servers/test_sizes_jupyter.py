"""The size that `jupyter_open` says of 10 and of 10,000 files: the truth, or a lower bound of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.book import Wire
from tests.servers.need import require
from tests.servers.programs import jupyter_server
from tests.servers.real import RealServer, Spot
from tests.servers.test_sizes_of_files import BYTES, assert_lower_bound, fill, judged


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("count", [10, 10_000])
def test_a_size_is_the_truth_or_a_lower_bound(
    count: int, place: Callable[[RealServer], Spot], tmp_path: Path, wire: Wire
) -> None:
    require(jupyter_server.server.missing())
    spot = place(jupyter_server.server)
    folder = spot.inside("many")
    fill(folder, count)
    running = jupyter_server.of_folder(spot, folder)
    try:
        _, size = judged(tmp_path, spot.port, wire, "jupyter_open")
    finally:
        running.stop()
    if count == 10:
        assert (size.records, size.bytes, size.at_least) == (10, 10 * BYTES, False)
    else:
        assert_lower_bound(size, count)
