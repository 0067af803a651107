"""The size that `azure_blob_open` says, against the blobs that lie there: of a container one page is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import azurite
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("blobs", [10, pytest.param(10_000, marks=pytest.mark.full)])
def test_blobs_are_counted_or_said_to_be_more(
    place: Callable[[RealServer], Spot], tmp_path: Path, blobs: int
) -> None:
    require(azurite.server.missing())
    running = azurite.start(place(azurite.server), "open", blobs)
    try:
        records, at_least = size_of(tmp_path, running.port, "azure_blob_open")
    finally:
        running.stop()
    assert (records == blobs and not at_least) or (10 < records < blobs and at_least)
