"""One run for all of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.canary import planted
from tests.canary.run import Run, whole_run
from tests.canary.search import Found, found_in
from tests.servers.need import require
from tests.servers.programs import sendria


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    require(sendria.server.missing())
    yield from whole_run(tmp_path_factory.mktemp("leftopen"), tmp_path_factory.mktemp("servers"))


@pytest.fixture(scope="session")
def places(run: Run) -> dict[str, bytes]:
    return run.places()


@pytest.fixture(scope="session")
def found(places: dict[str, bytes]) -> list[Found]:
    """Every canary, wherever and however it is kept: one search for all of them."""
    return found_in(places, [*planted.NAMES, *planted.VALUES])
