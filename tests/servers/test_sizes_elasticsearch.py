"""The size that `elasticsearch_open` says, against what the simulator was given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.programs import sim_elasticsearch
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.parametrize(
    ("indices", "documents"), [(2, 10), (5, 10_000), (40, 1_000_000), (20_000, 1_000_000)]
)
def test_documents_are_counted_or_said_to_be_more(
    place: Callable[[RealServer], Spot], tmp_path: Path, indices: int, documents: int
) -> None:
    each = documents // indices
    held = {f"made-up-{number:06d}": (each, 1000) for number in range(indices)}
    running = sim_elasticsearch.start(place(sim_elasticsearch.server), "open", held)
    try:
        records, at_least = size_of(tmp_path, running.port, "elasticsearch_open")
    finally:
        running.stop()
    assert at_least is (indices == 20_000)
    assert records == documents or (at_least and 0 < records < documents)
