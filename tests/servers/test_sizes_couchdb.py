"""The size that `couchdb_open` says, against what was put in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import pouchdb
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("documents", [10, 10_000])
def test_the_count_of_documents_is_the_truth(
    place: Callable[[RealServer], Spot], tmp_path: Path, documents: int
) -> None:
    require(pouchdb.server.missing())
    spot = place(pouchdb.server)
    running = pouchdb.start(spot, "open", documents)
    try:
        assert size_of(tmp_path, spot.port, "couchdb_open") == (documents, False)
    finally:
        running.stop()
