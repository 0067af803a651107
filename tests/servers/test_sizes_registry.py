"""The size that `registry_open` says, against what was put in.

The catalogue is read to its first hundred names, so that of more the answer is a lower bound. Most of the ten
thousand repositories are made as folders in the registry's store: to push each would take an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import docker_registry
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of

STORE = "docker/registry/v2/repositories"


def make_folders(spot: Spot, count: int) -> None:
    for number in range(count):
        (spot.inside("full") / STORE / f"more-made-up/program-{number:05d}/_layers").mkdir(parents=True)


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(("pushed", "made", "said"), [(10, 0, (10, False)), (5, 9_995, (100, True))])
def test_the_repositories_are_counted_or_said_to_be_more(
    place: Callable[[RealServer], Spot],
    tmp_path: Path,
    pushed: int,
    made: int,
    said: tuple[int, bool],
) -> None:
    require(docker_registry.server.missing())
    spot = place(docker_registry.server)
    running = docker_registry.start(spot, "open", pushed)
    try:
        make_folders(spot, made)
        assert size_of(tmp_path, spot.port, "registry_open") == said
    finally:
        running.stop()
