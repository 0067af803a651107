"""What the tests between namespaces ask for: the namespaces, real servers in one, eyes in the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.namespaces.eyes import Clock, Eyes
from tests.servers import namespaces
from tests.servers.namespaces import Net
from tests.servers.need import require
from tests.servers.real import RealServer, Running, Spot

Serve = Callable[[RealServer, Spot, str], Running]


@pytest.fixture
def net() -> Iterator[Net]:
    require(namespaces.lacking())
    with namespaces.net() as made:
        yield made


@pytest.fixture
def serve(net: Net) -> Iterator[Serve]:
    """Starts a server on the target, reachable from both scanners at its spot's port; ended with the test."""
    started: list[Running] = []
    published: set[int] = set()

    def start(server: RealServer, spot: Spot, mode: str) -> Running:
        require(server.missing())
        running = net.target.within(lambda: server.start(spot, mode))
        started.append(running)
        if running.port not in published:
            net.publish(running.port)
            published.add(running.port)
        return running

    yield start
    for running in started:
        running.stop()


@pytest.fixture
def eyes(net: Net, tmp_path: Path) -> Eyes:
    """Two vantages over one data folder, `a` in the scanner's namespace and `b` in the second one's."""
    made = Eyes(net=net, folder=tmp_path / "leftopen", clock=Clock())
    made.folder.mkdir()
    made.authorise("10.77.9.9/32")
    return made
