"""The size that is said of a NATS server, against the truth."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.servers import jetstream
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import nats, nats_monitor
from tests.servers.real import RealServer, Spot, running

pytestmark = pytest.mark.real
Place = Callable[[RealServer], Spot]


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(10, marks=pytest.mark.full),
        10_000,
        pytest.param(100_000, marks=[pytest.mark.slow, pytest.mark.full]),
    ],
)
def test_the_messages_of_all_streams_are_counted_exactly(count: int, place: Place) -> None:
    require(nats_monitor.server.missing())
    spot = place(nats_monitor.server)
    with running(nats_monitor.server, spot, "empty"), looking_desk(spot.inside("desk")) as workspace:
        jetstream.fill(spot.ports[1], count)
        jetstream.settled(spot.port, count, 60)
        truth = jetstream.page(spot.port, "/jsz")
        (finding,) = of(scanned(workspace, spot.port), "finding", check="nats_monitor_open")
    assert finding["size"]["records"] == count  # type: ignore[index, call-overload]
    assert finding["size"]["bytes"] == truth["bytes"] > 16 * count  # type: ignore[index, call-overload]


def test_the_client_port_is_said_to_tell_no_size(place: Place) -> None:
    require(nats.server.missing())
    spot = place(nats.server)
    with running(nats.server, spot, "open"), looking_desk(spot.inside("desk")) as workspace:
        (finding,) = of(scanned(workspace, spot.port), "finding", check="nats_open")
    assert finding["size"]["records"] is None  # type: ignore[index, call-overload]
