"""The size that `webdav_open` says of 10 and of 10,000 files: the truth, or a lower bound of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.book import Wire
from tests.servers.need import require
from tests.servers.programs import rclone_webdav, wsgidav
from tests.servers.real import RealServer, Running, Spot
from tests.servers.test_sizes_of_files import BYTES, assert_lower_bound, fill, judged

SERVED = [(wsgidav.server, wsgidav.of_folder), (rclone_webdav.server, rclone_webdav.of_folder)]


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("count", [10, 10_000])
@pytest.mark.parametrize(("server", "serve"), SERVED, ids=[server.name for server, _ in SERVED])
def test_a_size_is_the_truth_or_a_lower_bound(
    server: RealServer,
    serve: Callable[[Spot, Path], Running],
    count: int,
    place: Callable[[RealServer], Spot],
    tmp_path: Path,
    wire: Wire,
) -> None:
    require(server.missing())
    spot = place(server)
    folder = spot.inside("many")
    fill(folder, count)
    running = serve(spot, folder)
    try:
        _, size = judged(tmp_path, spot.port, wire, server.check)
    finally:
        running.stop()
        shutil.rmtree(folder)
    if count == 10:
        assert (size.records, size.bytes, size.at_least) == (10, 10 * BYTES, False)
    else:
        assert_lower_bound(size, count)
